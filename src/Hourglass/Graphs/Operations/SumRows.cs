using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_c = sum over rows r of x_rc: <c>[rows, columns] -> [columns]</c>. Added in row order, so a split over threads changes no bit.</summary>
public sealed record SumRows : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && (inputs[0].IsBatch || inputs[0].Dimensions.Length == 2), "a batch or a matrix");
        return Shape.Fixed(inputs[0].Columns);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int column = 0; column < call.Inputs[0].Columns; column++)
        {
            double sum = 0;
            for (int row = 0; row < call.Inputs[0].Rows; row++) sum += call.Inputs[0][row, column];
            call.Output.Values[column] = sum;
        }
    }

    /// <inheritdoc/>
    public override Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        // The rows of the result are the columns of the input. Lanes are neighbouring columns; a column's sum stays in its lane.
        View x = call.Inputs[0];
        int end = call.FirstRow + call.Output.Rows;
        for (int column = call.FirstRow; column < end;)
        {
            int panelEnd = Math.Min(end, (column / x.PanelWidth * x.PanelWidth) + x.PanelWidth);
            for (; column + (4 * V.Width) <= panelEnd; column += 4 * V.Width) AddFour<V>(x, column, call);
            for (; column + V.Width <= panelEnd; column += V.Width) AddOne<V>(x, column, call);
            for (; column < panelEnd; column++) AddOne<ScalarLanes>(x, column, call);
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SpreadTo(node.Inputs[0].Shape);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Sum(call.Matrix(0), axis: 0, keeps: false);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddOne<V>(View x, int column, in KernelCall call) where V : unmanaged, ILanes<V>
    {
        V sum = V.Broadcast(0f);
        float* from = x.At(0, column);
        for (int row = 0; row < x.Rows; row++, from += x.RowStride) sum += V.Load(from);
        V.Store(call.Output.Data + (column - call.FirstRow), sum);
    }

    // Four registers at once: whole cache lines per row, and four independent chains of additions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddFour<V>(View x, int column, in KernelCall call) where V : unmanaged, ILanes<V>
    {
        V s0 = V.Broadcast(0f), s1 = s0, s2 = s0, s3 = s0;
        float* from = x.At(0, column);
        for (int row = 0; row < x.Rows; row++, from += x.RowStride)
        {
            s0 += V.Load(from);
            s1 += V.Load(from + V.Width);
            s2 += V.Load(from + (2 * V.Width));
            s3 += V.Load(from + (3 * V.Width));
        }

        float* to = call.Output.Data + (column - call.FirstRow);
        V.Store(to, s0);
        V.Store(to + V.Width, s1);
        V.Store(to + (2 * V.Width), s2);
        V.Store(to + (3 * V.Width), s3);
    }
}
