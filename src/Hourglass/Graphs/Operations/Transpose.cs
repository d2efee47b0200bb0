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
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        // Column by column of the result: a row of the source, read along its panels, written down the rows of the result.
        (View x, View y) = (call.Inputs[0], call.Output);
        for (int column = 0; column < y.Columns; column++)
        {
            float* to = y.At(0, column);
            for (int row = 0; row < y.Rows;)
            {
                int source = call.FirstRow + row;
                int run = Math.Min(y.Rows - row, x.PanelWidth - (source % x.PanelWidth));
                float* from = x.At(column, source);
                for (int i = 0; i < run; i++) to[(row + i) * y.RowStride] = from[i];
                row += run;
            }
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.Transpose();
}
