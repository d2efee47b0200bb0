using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>A function of up to four numbers, applied to each element: once in double, once over lanes.</summary>
public interface IElementwiseFunction
{
    /// <summary>Number of operands used, 1 to 4.</summary>
    static abstract int Operands { get; }

    /// <summary>The definition.</summary>
    double Define(double a, double b, double c, double d);

    /// <summary>The same over lanes; a lane is one element.</summary>
    V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V>;
}

/// <summary>
/// An operation that computes each element of its result from the same element of its operands, which may be spread
/// (see <see cref="Spreading"/>). Row-local; works in place.
/// </summary>
/// <typeparam name="F">The function.</typeparam>
public abstract record ElementwiseOperation<F> : Operation where F : struct, IElementwiseFunction
{
    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <summary>The function with its settings.</summary>
    protected abstract F Function { get; }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Spreading.Join(inputs);

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) =>
        Spreading.Of(node.Inputs[input].Shape, node.Shape) is Spread.Full or Spread.PerRow ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        Span<double> operands = stackalloc double[4];
        Span<Spread> spreads = stackalloc Spread[4];
        for (int i = 0; i < call.Inputs.Length; i++) spreads[i] = Spreading.Of(call.Node.Inputs[i].Shape, call.Node.Shape);
        F function = Function;
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int column = 0; column < call.Output.Columns; column++)
            {
                for (int i = 0; i < call.Inputs.Length; i++)
                {
                    double[] values = call.Inputs[i].Values;
                    operands[i] = spreads[i] switch
                    {
                        Spread.Full => values[(row * call.Output.Columns) + column],
                        Spread.PerRow => values[row],
                        Spread.PerColumn => values[column],
                        _ => values[0],
                    };
                }

                call.Output[row, column] = function.Define(operands[0], operands[1], operands[2], operands[3]);
            }
        }
    }

    /// <inheritdoc/>
    public override Kernel Compile<V>(Node node)
    {
        F function = Function;
        var spreads = new Spread[node.Inputs.Length];
        for (int i = 0; i < spreads.Length; i++) spreads[i] = Spreading.Of(node.Inputs[i].Shape, node.Shape);
        return spreads.All(spread => spread == Spread.Full)
            ? (in KernelCall call) => RunFull<V>(function, call)
            : (in KernelCall call) => RunSpread<V>(function, spreads, call);
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Shape.Columns * F.Operands;

    // All operands have the result's shape, hence its row stride: within a panel the rows of the block are one run of memory, padding and all.
    private static unsafe void RunFull<V>(F function, in KernelCall call) where V : unmanaged, ILanes<V>
    {
        View y = call.Output;
        if (y.Rows == 0) return;
        for (int panel = 0; panel < y.Panels; panel++)
        {
            long length = ((y.Rows - 1) * y.RowStride) + Math.Min(y.PanelWidth, y.Columns - (panel * y.PanelWidth));
            float* a = Panel(call.Inputs[0], panel);
            float* b = F.Operands > 1 ? Panel(call.Inputs[1], panel) : null;
            float* c = F.Operands > 2 ? Panel(call.Inputs[2], panel) : null;
            float* d = F.Operands > 3 ? Panel(call.Inputs[3], panel) : null;
            float* to = Panel(y, panel);
            long i = 0;
            for (; i + V.Width <= length; i += V.Width) V.Store(to + i, At<V>(function, a, b, c, d, i));
            for (; i < length; i++) ScalarLanes.Store(to + i, At<ScalarLanes>(function, a, b, c, d, i));
        }
    }

    private static unsafe float* Panel(View view, int panel) => view.Data + (panel * view.PanelStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V At<V>(F function, float* a, float* b, float* c, float* d, long i) where V : unmanaged, ILanes<V> => function.Apply(
        V.Load(a + i), F.Operands > 1 ? V.Load(b + i) : default, F.Operands > 2 ? V.Load(c + i) : default, F.Operands > 3 ? V.Load(d + i) : default);

    // Some operands are spread: row by row, a spread operand's lanes all equal (per row, scalar) or taken from the vector (per column).
    private static unsafe void RunSpread<V>(F function, Spread[] spreads, in KernelCall call) where V : unmanaged, ILanes<V>
    {
        View y = call.Output;
        Operand* operands = stackalloc Operand[4];
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column += y.PanelWidth)
            {
                int width = Math.Min(y.PanelWidth, y.Columns - column);
                for (int i = 0; i < spreads.Length; i++) operands[i] = new Operand(call.Inputs[i], spreads[i], row, column);
                float* to = y.At(row, column);
                int lane = 0;
                for (; lane + V.Width <= width; lane += V.Width) V.Store(to + lane, At<V>(function, operands, lane));
                for (; lane < width; lane++) ScalarLanes.Store(to + lane, At<ScalarLanes>(function, operands, lane));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V At<V>(F function, Operand* operands, int lane) where V : unmanaged, ILanes<V> => function.Apply(
        operands[0].Load<V>(lane), F.Operands > 1 ? operands[1].Load<V>(lane) : default,
        F.Operands > 2 ? operands[2].Load<V>(lane) : default, F.Operands > 3 ? operands[3].Load<V>(lane) : default);

    private readonly unsafe struct Operand(View view, Spread spread, int row, int column)
    {
        private readonly float* _start = spread switch
        {
            Spread.Full => view.At(row, column),
            Spread.PerRow => view.At(row, 0),
            Spread.PerColumn => view.Data + column,
            _ => view.Data,
        };

        private readonly bool _moves = spread is Spread.Full or Spread.PerColumn;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Load<V>(int lane) where V : unmanaged, ILanes<V> => _moves ? V.Load(_start + lane) : V.Broadcast(*_start);
    }
}
