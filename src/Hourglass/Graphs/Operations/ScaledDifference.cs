using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = (left - right) * scale: the gradient of squared error and of cross-entropy from logits in one pass. Operands: left, right, scale.
/// </summary>
public sealed record ScaledDifference : ElementwiseOperation<ScaledDifference.Of>
{
    /// <inheritdoc/>
    protected override Of Function => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node left, Node right, Node scale) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        Node local = input switch
        {
            0 => gradient * scale,
            1 => -(gradient * scale),
            _ => gradient * (left - right),
        };
        return local.SumTo(node.Inputs[input].Shape);
    }

    /// <summary>The function.</summary>
    public readonly struct Of : IElementwiseFunction
    {
        /// <inheritdoc/>
        public static int Operands => 3;

        /// <inheritdoc/>
        public double Define(double a, double b, double c, double d) => (a - b) * c;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V> => (a - b) * c;
    }
}
