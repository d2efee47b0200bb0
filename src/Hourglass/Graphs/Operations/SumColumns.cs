using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_r = sum over columns c of x_rc: <c>[batch, columns] -> [batch, 1]</c>, or <c>[rows, columns] -> [rows, 1]</c>.</summary>
public sealed record SumColumns : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && (inputs[0].IsBatch || inputs[0].Dimensions.Length == 2), "a batch or a matrix");
        return inputs[0].IsBatch ? Shape.PerRow : Shape.Fixed(inputs[0].Dimensions[0], 1);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int row = 0; row < call.Output.Rows; row++)
        {
            double sum = 0;
            for (int column = 0; column < call.Inputs[0].Columns; column++) sum += call.Inputs[0][row, column];
            call.Output.Values[row] = sum;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View x = call.Inputs[0];
        for (int row = 0; row < x.Rows; row++) *call.Output.At(row, 0) = RowReduction.Sum<V, RowReduction.First>(default, x, x, row);
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SpreadTo(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Sum(call.Matrix(0), axis: 1, keeps: true);
}
