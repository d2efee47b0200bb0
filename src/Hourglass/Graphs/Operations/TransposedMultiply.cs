using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Y = A^T B over a batch: <c>[batch, rows]^T x [batch, columns] -> [rows, columns]</c>; the gradient of a dense layer's weights.
/// Each element is one sum over the batch in row order, so a split over threads changes no bit.
/// </summary>
public sealed record TransposedMultiply : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0].IsBatch && inputs[1].IsBatch, "two batches");
        return Shape.Fixed(inputs[0].Columns, inputs[1].Columns);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue a, ReferenceValue b) = (call.Inputs[0], call.Inputs[1]);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int column = 0; column < call.Output.Columns; column++)
            {
                double sum = 0;
                for (int k = 0; k < a.Rows; k++) sum += a[k, row] * b[k, column];
                call.Output[row, column] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View a = call.Inputs[0];
        var left = new MatrixProduct<V>.Left(a.Data + call.FirstRow, 1, a.RowStride);
        MatrixProduct<V>.Run(left, a.Rows, call.Inputs[1], call.Output, null);
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        input == 0 ? node.Inputs[1].MatrixMultiply(gradient.Transpose()) : node.Inputs[0].MatrixMultiply(gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * CostRows;

    // The batch's rows are not known to a shape; a usual batch size stands in, for balancing work only.
    private const int CostRows = 256;
}
