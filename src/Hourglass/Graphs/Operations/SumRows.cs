using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_c = sum over rows r of x_rc: <c>[rows, columns] -> [columns]</c>, or a fixed shape of as many numbers, in their order. Added in row order, so a
/// split over threads changes no bit.
/// </summary>
/// <param name="Result">The result's shape; a vector of the columns when null.</param>
public sealed record SumRows(Shape? Result = null) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && (inputs[0].IsBatch || inputs[0].Dimensions.Length == 2), "a batch or a matrix");
        ShapeException.Require(Result is not { } shape || (!shape.IsBatch && shape.Count == inputs[0].Columns), $"as many columns as {Result} has numbers");
        return Result ?? Shape.Fixed(inputs[0].Columns);
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
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        // A run of columns of x lies in one piece in the result: all of a vector, the part of a row that one panel holds of a matrix.
        (View x, View y) = (call.Inputs[0], call.Output);
        if (y.Columns == 1)
        {
            Add<V>(x, call.FirstRow, y.Rows, y.Data);
            return;
        }

        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column += y.PanelWidth)
                Add<V>(x, ((call.FirstRow + row) * y.Columns) + column, Math.Min(y.PanelWidth, y.Columns - column), y.At(row, column));
        }
    };

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        Result is null ? gradient.SpreadTo(node.Inputs[0].Shape) : gradient.Graph.Apply(new SpreadRows(node.Inputs[0].Shape), gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string sum = call.Graph.Sum(call.Matrix(0), axis: 0, keeps: false);
        return Result is { } shape ? call.Graph.Reshape(sum, shape) : sum;
    }

    // Lanes are neighbouring columns; a column's sum stays in its lane.
    private static unsafe void Add<V>(View x, int column, int count, float* to) where V : unmanaged, ILanes<V>
    {
        for (int end = column + count; column < end;)
        {
            int panelEnd = Math.Min(end, (column / x.PanelWidth * x.PanelWidth) + x.PanelWidth);
            for (; column + (4 * V.Width) <= panelEnd; column += 4 * V.Width, to += 4 * V.Width) AddFour<V>(x, column, to);
            for (; column + V.Width <= panelEnd; column += V.Width, to += V.Width) AddOne<V>(x, column, to);
            for (; column < panelEnd; column++, to++) AddOne<ScalarLanes>(x, column, to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddOne<V>(View x, int column, float* to) where V : unmanaged, ILanes<V>
    {
        V sum = V.Broadcast(0f);
        float* from = x.At(0, column);
        for (int row = 0; row < x.Rows; row++, from += x.RowStride) sum += V.Load(from);
        V.Store(to, sum);
    }

    // Four registers at once: whole cache lines per row, and four independent chains of additions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddFour<V>(View x, int column, float* to) where V : unmanaged, ILanes<V>
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

        V.Store(to, s0);
        V.Store(to + V.Width, s1);
        V.Store(to + (2 * V.Width), s2);
        V.Store(to + (3 * V.Width), s3);
    }
}
