using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = left where right > 0, otherwise 0: what a rectifier lets pass of a gradient.</summary>
public sealed record Gate : BinaryOperation<Gate.Of>
{
    /// <inheritdoc/>
    protected override Of Binary => default;

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input)
    {
        (Node left, Node right) = (node.Inputs[0], node.Inputs[1]);
        return input == 0 ? gradient.Where(right).SumTo(left.Shape) : null;
    }

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add(
        "Where", call.Graph.Add("Greater", call.Spread(1), call.Graph.Number(0)), call.Spread(0), call.Graph.Number(0));

    /// <summary>The function.</summary>
    public readonly struct Of : IBinaryFunction
    {
        /// <inheritdoc/>
        public double Define(double left, double right) => right > 0 ? left : 0;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V left, V right) where V : unmanaged, ILanes<V> => V.Select(V.GreaterThan(right, V.Broadcast(0f)), left, V.Broadcast(0f));
    }
}
