using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_r = sum over columns c of (a_rc - b_rc)^2: <c>[batch, columns] x [batch, columns] -> [batch, 1]</c>; the article's error of a row.</summary>
public sealed record SquaredDistance : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0] == inputs[1] && inputs[0].IsBatch, "two batches of one shape");
        return Shape.PerRow;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int row = 0; row < call.Output.Rows; row++)
        {
            double sum = 0;
            for (int column = 0; column < call.Inputs[0].Columns; column++)
            {
                double difference = call.Inputs[0][row, column] - call.Inputs[1][row, column];
                sum += difference * difference;
            }

            call.Output.Values[row] = sum;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View a, View b) = (call.Inputs[0], call.Inputs[1]);
        for (int row = 0; row < a.Rows; row++) *call.Output.At(row, 0) = RowReduction.Sum<V, RowReduction.SquaredDifference>(default, a, b, row);
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        node.Graph.Apply(new ScaledDifference(), node.Inputs[input], node.Inputs[1 - input], gradient * 2);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 3L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string difference = call.Graph.Add("Sub", call.Matrix(0), call.Matrix(1));
        return call.Graph.Sum(call.Graph.Add("Mul", difference, difference), axis: 1, keeps: true);
    }
}
