using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Y = A^T B over a batch: <c>[batch, rows]^T x [batch, columns] -> [rows, columns]</c>; the gradient of a dense layer's weights. Batches of
/// more dimensions are summed over their positions too. Each element is one sum in row order, so a split over threads changes no bit.
/// </summary>
public sealed record TransposedMultiply : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0].IsBatch && inputs[0].WithFeatures(1) == inputs[1].WithFeatures(1), "two batches, alike but for their last dimension");
        return Shape.Fixed(inputs[0].Features, inputs[1].Features);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue a, ReferenceValue b) = (call.Inputs[0].Split(call.Output.Rows), call.Inputs[1].Split(call.Output.Columns));
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
    public override unsafe Kernel Compile<V>(Node node)
    {
        int rows = node.Shape.FixedRows;
        return (in KernelCall call) =>
        {
            View a = call.Inputs[0].Split(rows);
            var left = new MatrixProduct<V>.Left(a.Data + call.FirstRow, 1, a.RowStride);
            MatrixProduct<V>.Run(left, a.Rows, call.Inputs[1].Split(call.Output.Columns), call.Output, null, call.Soon);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        input == 0 ? node.Inputs[1].MatrixMultiply(gradient.Transpose()) : node.Inputs[0].MatrixMultiply(gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * CostRows * (node.Inputs[0].Shape.Count / node.Inputs[0].Shape.Features);

    // The batch's rows are not known to a shape; a usual batch size stands in, for balancing work only.
    private const int CostRows = 256;
}
