using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = x in a batch shape of as many numbers a row: <c>[batch, positions * columns] -> [batch, positions, columns]</c> and back.</summary>
/// <param name="Shape">The result's shape.</param>
public sealed record Reshape(Shape Shape) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 1 && inputs[0].IsBatch && Shape.IsBatch && inputs[0].Columns == Shape.Columns, $"a batch of {Shape.Columns} numbers a row");
        return Shape;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call) => call.Inputs[0].Values.CopyTo(call.Output.Values, 0);

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View x, View y) = (call.Inputs[0], call.Output);
        for (int row = 0; row < y.Rows; row++) new ReadOnlySpan<float>(x.At(row, 0), y.Columns).CopyTo(new Span<float>(y.At(row, 0), y.Columns));
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.Reshape(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Reshape(call[0], Shape);
}
