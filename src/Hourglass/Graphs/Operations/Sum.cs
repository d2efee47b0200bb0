using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>The sum of all elements: <c>[...] -> []</c>. Rows are summed first, then added in order in double, so a split over threads changes no bit.</summary>
public sealed record Sum : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one operand");
        return Shape.Scalar;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call) => call.Output.Values[0] = call.Inputs[0].Values.Sum();

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View x = call.Inputs[0];
        double sum = 0;
        for (int row = 0; row < x.Rows; row++) sum += RowReduction.Sum<V, RowReduction.First>(default, x, x, row);
        *call.Output.Data = (float)sum;
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SpreadTo(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => node.Inputs[0].Shape.Count;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("ReduceSum", [call[0]], new OnnxAttribute("keepdims", 0));
}
