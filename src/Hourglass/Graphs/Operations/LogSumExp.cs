using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_r = ln sum over c of e^(x_rc): <c>[batch, columns] -> [batch, 1]</c>; the normaliser of a categorical distribution. The row's largest value is taken off first.</summary>
public sealed record LogSumExp : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch, "a batch");
        return Shape.PerRow;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue x = call.Inputs[0];
        for (int row = 0; row < x.Rows; row++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int column = 0; column < x.Columns; column++) largest = Math.Max(largest, x[row, column]);
            for (int column = 0; column < x.Columns; column++) sum += Math.Exp(x[row, column] - largest);
            call.Output.Values[row] = largest + Math.Log(sum);
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        View x = call.Inputs[0];
        for (int row = 0; row < x.Rows; row++)
        {
            float sum = Softmax.ExponentialsOf<V>(x, row, null, out float largest);
            *call.Output.At(row, 0) = largest + MathF.Log(sum);
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Inputs[0].Softmax() * gradient;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 20L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("ReduceLogSumExp", [call.Matrix(0)], new OnnxAttribute("axes", [1]));
}
