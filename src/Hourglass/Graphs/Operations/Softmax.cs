using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_rc = e^(x_rc) / sum over k of e^(x_rk): each row becomes shares that add up to one. The row's largest value is taken off first, so nothing overflows.</summary>
public sealed record Softmax : Operation
{
    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch, "a batch");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue x = call.Inputs[0], y = call.Output;
        for (int row = 0; row < x.Rows; row++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int column = 0; column < x.Columns; column++) largest = Math.Max(largest, x[row, column]);
            for (int column = 0; column < x.Columns; column++) sum += y[row, column] = Math.Exp(x[row, column] - largest);
            for (int column = 0; column < x.Columns; column++) y[row, column] /= sum;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View x, View y) = (call.Inputs[0], call.Output);
        for (int row = 0; row < x.Rows; row++)
        {
            float* to = y.At(row, 0);
            float sum = ExponentialsOf<V>(x, row, to, out _);
            for (int column = 0; column < y.Columns; column++) to[column] /= sum;
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node * (gradient - (gradient * node).SumColumns());

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 20L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Reshape(call.Graph.Add("Softmax", [call.Matrix(0)], new OnnxAttribute("axis", 1)), call.Node.Shape);

    /// <summary>Writes e^(x - largest) of one row, unless there is nowhere to write, and gives their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe float ExponentialsOf<V>(View x, int row, float* to, out float largest) where V : unmanaged, ILanes<V>
    {
        float* from = x.At(row, 0);
        largest = from[0];
        for (int column = 1; column < x.Columns; column++) largest = MathF.Max(largest, from[column]);
        V shift = V.Broadcast(largest), sums = V.Broadcast(0f);
        float sum = 0;
        int lane = 0;
        for (; lane + V.Width <= x.Columns; lane += V.Width)
        {
            V e = LaneMath.Exp(V.Load(from + lane) - shift);
            sums += e;
            if (to is not null) V.Store(to + lane, e);
        }

        for (; lane < x.Columns; lane++)
        {
            ScalarLanes e = LaneMath.Exp(ScalarLanes.Load(from + lane) - ScalarLanes.Broadcast(largest));
            sum += ScalarLanes.Sum(e);
            if (to is not null) ScalarLanes.Store(to + lane, e);
        }

        return V.Sum(sums) + sum;
    }
}
