using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Y = X W, or Y = X W + b: <c>[batch, depth] x [depth, columns] (+ [columns]) -> [batch, columns]</c>, the dense layer's product. A batch of
/// more dimensions is multiplied over its last one, at every position alike: <c>[batch, positions, depth] -> [batch, positions, columns]</c>.
/// Gradients: dX = dY W^T, dW = X^T dY, db = the sum of dY over rows and positions.
/// </summary>
public sealed record MatrixMultiply : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length is 2 or 3, "two operands and at most a bias");
        ShapeException.Require(inputs[0].IsBatch, "the left operand is a batch [batch, depth]");
        ShapeException.Require(!inputs[1].IsBatch && inputs[1].Dimensions.Length == 2, "the right operand is a fixed matrix [depth, columns]");
        ShapeException.Require(inputs[0].Features == inputs[1].Dimensions[0], "the rows of the batch are as long as the matrix has rows (over its last dimension)");
        ShapeException.Require(inputs.Length == 2 || (inputs[2].IsVector && inputs[2].Count == inputs[1].Dimensions[1]), "the bias is a vector [columns]");
        return inputs[0].WithFeatures(inputs[1].Dimensions[1]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue x, ReferenceValue w, ReferenceValue y) = (call.Inputs[0].Split(call.Inputs[1].Rows), call.Inputs[1], call.Output.Split(call.Inputs[1].Columns));
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column++)
            {
                double sum = call.Inputs.Length > 2 ? call.Inputs[2].Values[column] : 0;
                for (int k = 0; k < x.Columns; k++) sum += x[row, k] * w[k, column];
                y[row, column] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View w = call.Inputs[1], x = call.Inputs[0].Split(w.Rows);
        var left = new MatrixProduct<V>.Left(x.Data, x.RowStride, 1);
        MatrixProduct<V>.Run(left, x.Columns, w, call.Output.Split(w.Columns), call.Inputs.Length > 2 ? call.Inputs[2].Data : null);
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => input switch
    {
        0 => gradient.MatrixMultiply(node.Inputs[1].Transpose()),
        1 => node.Inputs[0].TransposedMultiply(gradient),
        _ => gradient.SumPositions().SumRows(),
    };

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * node.Inputs[1].Shape.FixedRows;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string product = call.Graph.Add("MatMul", call[0], call[1]);
        return call.Node.Inputs.Length == 2 ? product : call.Graph.Add("Add", product, call[2]);
    }
}
