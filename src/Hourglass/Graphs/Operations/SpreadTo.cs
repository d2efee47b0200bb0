using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = x, spread to a larger shape: the gradient of a sum.</summary>
/// <param name="Shape">The result's shape.</param>
public sealed record SpreadTo(Shape Shape) : ElementwiseOperation<SpreadTo.Of>
{
    /// <inheritdoc/>
    protected override Of Function => default;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        _ = Spreading.Of(inputs[0], Shape);
        return Shape;
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SumTo(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Expand(call.Spread(0), Shape);

    /// <summary>The function.</summary>
    public readonly struct Of : IElementwiseFunction
    {
        /// <inheritdoc/>
        public static int Operands => 1;

        /// <inheritdoc/>
        public double Define(double a, double b, double c, double d) => a;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V> => a;
    }
}
