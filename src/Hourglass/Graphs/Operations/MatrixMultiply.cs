using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Y = X W, or Y = X W + b: <c>[batch, depth] x [depth, columns] (+ [columns]) -> [batch, columns]</c>. The dense layer's product.
/// Gradients: dX = dY W^T, dW = X^T dY, db = the sum of dY over rows.
/// </summary>
public sealed record MatrixMultiply : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length is 2 or 3, "two operands and at most a bias");
        ShapeException.Require(inputs[0].IsBatch, "the left operand is a batch [batch, depth]");
        ShapeException.Require(!inputs[1].IsBatch && inputs[1].Dimensions.Length == 2, "the right operand is a fixed matrix [depth, columns]");
        ShapeException.Require(inputs[0].Columns == inputs[1].Dimensions[0], "the rows of the batch are as long as the matrix has rows");
        ShapeException.Require(inputs.Length == 2 || (inputs[2].IsVector && inputs[2].Count == inputs[1].Dimensions[1]), "the bias is a vector [columns]");
        return Shape.Batch(inputs[1].Dimensions[1]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue x, ReferenceValue w) = (call.Inputs[0], call.Inputs[1]);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int column = 0; column < call.Output.Columns; column++)
            {
                double sum = call.Inputs.Length > 2 ? call.Inputs[2].Values[column] : 0;
                for (int k = 0; k < x.Columns; k++) sum += x[row, k] * w[k, column];
                call.Output[row, column] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View x = call.Inputs[0];
        var left = new MatrixProduct<V>.Left(x.Data, x.RowStride, 1);
        MatrixProduct<V>.Run(left, x.Columns, call.Inputs[1], call.Output, call.Inputs.Length > 2 ? call.Inputs[2].Data : null);
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => input switch
    {
        0 => gradient.MatrixMultiply(node.Inputs[1].Transpose()),
        1 => node.Inputs[0].TransposedMultiply(gradient),
        _ => gradient.SumRows(),
    };

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * node.Inputs[0].Shape.Columns;
}
