using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>Every row is all numbers of x, in their order: a fixed shape to <c>[batch, numbers of x]</c>; the gradient of <see cref="SumRows"/> to a shape.</summary>
/// <param name="Shape">The result's shape.</param>
public sealed record SpreadRows(Shape Shape) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && !inputs[0].IsBatch && Shape.IsBatch && inputs[0].Count == Shape.Columns, $"a fixed shape of {Shape.Columns} numbers");
        return Shape;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int row = 0; row < call.Output.Rows; row++) call.Inputs[0].Values.CopyTo(call.Output.Values, row * call.Output.Columns);
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        for (int row = 0; row < call.Output.Rows; row++) call.Inputs[0].CopyTo(new Span<float>(call.Output.At(row, 0), call.Output.Columns));
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SumRows(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Expand(call.Graph.Reshape(call[0], Shape.Fixed(Shape.Columns)), Shape);
}
