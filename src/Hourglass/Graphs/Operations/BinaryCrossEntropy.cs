using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_r = sum over c of [max(z, 0) - x z + ln(1 + e^-|z|)], the binary cross-entropy of targets x in [0, 1] under the logits z, in nats:
/// <c>[batch, columns] (logits), (sigmoid of the logits), (targets) -> [batch, 1]</c>. The sigmoid is an operand so that the loss, its
/// gradient (sigmoid(z) - x) and the reconstruction share one exponential: ln(1 + e^-|z|) = -ln max(s, 1 - s).
/// It must be the sigmoid of the same logits; the gradient flows through the logits alone.
/// </summary>
public sealed record BinaryCrossEntropy : Operation
{
    // Factors in [1/2, 1] multiplied before one logarithm is taken: 2^-64 is far from the smallest normal number.
    private const int FactorsPerLog = 64;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 3 && inputs[0].IsBatch && inputs[0] == inputs[1] && inputs[1] == inputs[2], "three batches of one shape: logits, their sigmoid, targets");
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
                (double z, double x) = (call.Inputs[0][row, column], call.Inputs[2][row, column]);
                sum += Math.Max(z, 0) - (x * z) + double.LogP1(Math.Exp(-Math.Abs(z)));
            }

            call.Output.Values[row] = sum;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View z, View s, View x) = (call.Inputs[0], call.Inputs[1], call.Inputs[2]);
        for (int row = 0; row < z.Rows; row++)
        {
            float* logits = z.At(row, 0), sigmoid = s.At(row, 0), target = x.At(row, 0);
            int full = z.Columns / V.Width * V.Width;
            *call.Output.At(row, 0) =
                OfRun<V>(logits, sigmoid, target, full) + OfRun<ScalarLanes>(logits + full, sigmoid + full, target + full, z.Columns - full);
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => input switch
    {
        0 => node.Graph.Apply(new ScaledDifference(), node.Inputs[1], node.Inputs[2], gradient),
        1 => null,
        _ => -(gradient * node.Inputs[0]),
    };

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 8L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (string z, string x) = (call.Matrix(0), call.Matrix(2));
        string linear = call.Graph.Add("Sub", call.Graph.Add("Relu", z), call.Graph.Add("Mul", x, z));
        string logarithm = call.Graph.Add("Softplus", call.Graph.Add("Neg", call.Graph.Add("Abs", z)));
        return call.Graph.Sum(call.Graph.Add("Add", linear, logarithm), axis: 1, keeps: true);
    }

    // Lane l holds columns l, l + width, ...; length is a multiple of the width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float OfRun<V>(float* logits, float* sigmoid, float* target, int length) where V : unmanaged, ILanes<V>
    {
        V zero = V.Broadcast(0f), one = V.Broadcast(1f), linear = zero, logarithms = zero;
        for (int lane = 0; lane < length;)
        {
            V product = one;
            int end = (int)Math.Min(length, lane + ((long)FactorsPerLog * V.Width));
            for (; lane < end; lane += V.Width)
            {
                (V z, V s) = (V.Load(logits + lane), V.Load(sigmoid + lane));
                linear += V.Maximum(zero, z) - (V.Load(target + lane) * z);
                product *= V.Maximum(one - s, s);
            }

            logarithms += LaneMath.Log(product);
        }

        return V.Sum(linear - logarithms);
    }
}
