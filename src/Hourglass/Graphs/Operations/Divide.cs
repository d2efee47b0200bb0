using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = left / right, element by element.</summary>
public sealed record Divide : BinaryOperation<Divide.Of>
{
    /// <inheritdoc/>
    protected override Of Binary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node left, Node right) = (node.Inputs[0], node.Inputs[1]);
        return input == 0 ? (gradient / right).SumTo(left.Shape) : (-(gradient * node) / right).SumTo(right.Shape);
    }

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Div", call.Spread(0), call.Spread(1));

    /// <summary>The function.</summary>
    public readonly struct Of : IBinaryFunction
    {
        /// <inheritdoc/>
        public double Define(double left, double right) => left / right;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V left, V right) where V : unmanaged, ILanes<V> => left / right;
    }
}
