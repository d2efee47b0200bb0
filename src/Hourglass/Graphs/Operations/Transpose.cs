using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>Y = X^T for a fixed matrix: <c>[rows, columns] -> [columns, rows]</c>.</summary>
public sealed record Transpose : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && !inputs[0].IsBatch && inputs[0].Dimensions.Length == 2, "a fixed matrix [rows, columns]");
        return Shape.Fixed(inputs[0].Dimensions[1], inputs[0].Dimensions[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int column = 0; column < call.Output.Columns; column++) call.Output[row, column] = call.Inputs[0][column, row];
        }
    }

    /// <inheritdoc/>
    public override Kernel Compile<V>(Node node) => static (in KernelCall call) => Transposition.Run(call.Inputs[0], call.FirstRow, call.Output);

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.Transpose();

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Transpose", [call[0]], new OnnxAttribute("perm", [1, 0]));
}
