using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_c = sum over the positions p of x_pc in each row: <c>[batch, positions, columns] -> [batch, columns]</c>.</summary>
public sealed record SumPositions : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && inputs[0].Dimensions.Length > 1, "a batch [batch, positions, columns]");
        return Shape.Batch(inputs[0].Features);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue x = call.Inputs[0].Split(call.Output.Columns);
        int positions = x.Rows / Math.Max(1, call.Output.Rows);
        for (int row = 0; row < x.Rows; row++)
        {
            for (int column = 0; column < x.Columns; column++) call.Output[row / positions, column] += x[row, column];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        // Lanes are neighbouring columns; those of a single column are positions beside each other.
        (View x, View y) = (call.Inputs[0], call.Output);
        for (int row = 0; row < y.Rows; row++)
        {
            if (y.Columns == 1)
            {
                *y.At(row, 0) = RowReduction.Sum<V, RowReduction.First>(default, x, x, row);
                continue;
            }

            int column = 0;
            for (; column + V.Width <= y.Columns; column += V.Width) Add<V>(x.At(row, column), x.Columns, y.Columns, y.At(row, column));
            for (; column < y.Columns; column++) Add<ScalarLanes>(x.At(row, column), x.Columns, y.Columns, y.At(row, column));
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.RepeatOver(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        int columns = call.Node.Shape.Columns;
        return call.Graph.Sum(call.Graph.Reshape(call[0], Shape.Batch(call.Node.Inputs[0].Shape.Columns / columns, columns)), axis: 1, keeps: false);
    }

    // Four sums of every fourth position each, so that an addition need not wait for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Add<V>(float* from, int length, int step, float* to) where V : unmanaged, ILanes<V>
    {
        V s0 = V.Broadcast(0f), s1 = s0, s2 = s0, s3 = s0;
        float* end = from + length;
        for (; from + (3 * step) < end; from += 4 * step)
        {
            s0 += V.Load(from);
            s1 += V.Load(from + step);
            s2 += V.Load(from + (2 * step));
            s3 += V.Load(from + (3 * step));
        }

        for (; from < end; from += step) s0 += V.Load(from);
        V.Store(to, (s0 + s1) + (s2 + s3));
    }
}
