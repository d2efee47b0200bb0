using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_pc = x_c at every position p: <c>[batch, columns] -> [batch, positions, columns]</c>; the gradient of <see cref="SumPositions"/>.</summary>
/// <param name="Shape">The result's shape; its last dimension is the operand's.</param>
public sealed record RepeatOver(Shape Shape) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 1 && Shape.IsBatch && Shape.Dimensions.Length > 1 && inputs[0] == Shape.Batch(Shape.Features), $"a batch [batch, {Shape.Features}]");
        return Shape;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue x = call.Inputs[0];
        for (int row = 0; row < x.Rows; row++)
        {
            for (int column = 0; column < call.Output.Columns; column++) call.Output[row, column] = x[row, column % x.Columns];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View x, View y) = (call.Inputs[0], call.Output);
        for (int row = 0; row < y.Rows; row++)
        {
            var from = new ReadOnlySpan<float>(x.At(row, 0), x.Columns);
            for (int column = 0; column < y.Columns; column += x.Columns) from.CopyTo(new Span<float>(y.At(row, column), x.Columns));
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SumPositions();

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Expand(
        call.Graph.Reshape(call[0], Shape.Batch([.. Enumerable.Repeat(1, Shape.Dimensions.Length - 1), Shape.Features])), Shape);
}
