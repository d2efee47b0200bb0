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

    /// <inheritdoc/>
    public sealed override bool IsElementwise => true;

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
        bool isOneRun = spreads.All(spread => spread is Spread.Full or Spread.Scalar);
        return (in KernelCall call) => Run<V>(function, spreads, isOneRun, call);
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Shape.Columns * F.Operands;

    // A lane is one element. Operands of the result's shape have its row stride, so when no operand differs from row to row the rows of a
    // panel are one run of memory, padding and all. A spread operand is read from a register-wide copy of its number, again and again.
    private static unsafe void Run<V>(F function, Spread[] spreads, bool isOneRun, in KernelCall call) where V : unmanaged, ILanes<V>
    {
        View y = call.Output;
        if (y.Rows == 0) return;
        float* numbers = stackalloc float[4 * V.Width];
        Operands operands = default;
        for (int i = 0; i < spreads.Length; i++)
        {
            if (spreads[i] is Spread.Scalar or Spread.PerRow) operands.Repeat(i, numbers + (i * V.Width));
            if (spreads[i] == Spread.Scalar) new Span<float>(numbers + (i * V.Width), V.Width).Fill(*call.Inputs[i].Data);
        }

        for (int column = 0; column < y.Columns; column += y.PanelWidth)
        {
            int width = Math.Min(y.PanelWidth, y.Columns - column);
            long length = isOneRun ? ((y.Rows - 1) * y.RowStride) + width : width;
            for (int row = 0; row < (isOneRun ? 1 : y.Rows); row++)
            {
                for (int i = 0; i < spreads.Length; i++)
                {
                    View x = call.Inputs[i];
                    if (spreads[i] == Spread.Full) operands.Move(i, x.At(row, column));
                    else if (spreads[i] == Spread.PerColumn) operands.Move(i, x.Data + column);
                    else if (spreads[i] == Spread.PerRow) new Span<float>(numbers + (i * V.Width), V.Width).Fill(*x.At(row, 0));
                }

                RunLanes<V>(function, operands, y.At(row, column), length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void RunLanes<V>(F function, Operands operands, float* to, long length) where V : unmanaged, ILanes<V>
    {
        long lane = 0;
        for (; lane + V.Width <= length; lane += V.Width) V.Store(to + lane, At<V>(function, operands, lane));
        for (; lane < length; lane++) ScalarLanes.Store(to + lane, At<ScalarLanes>(function, operands, lane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V At<V>(F function, Operands from, long lane) where V : unmanaged, ILanes<V> => function.Apply(
        V.Load(from.A + (lane & from.StepA)),
        F.Operands > 1 ? V.Load(from.B + (lane & from.StepB)) : default,
        F.Operands > 2 ? V.Load(from.C + (lane & from.StepC)) : default,
        F.Operands > 3 ? V.Load(from.D + (lane & from.StepD)) : default);

    // Where each operand is read: a pointer, and a mask over the lane number that lets it move along (all ones) or stay (zero).
    private unsafe struct Operands
    {
        public float* A, B, C, D;
        public long StepA, StepB, StepC, StepD;

        public void Move(int operand, float* start) => Set(operand, start, -1);

        public void Repeat(int operand, float* number) => Set(operand, number, 0);

        private void Set(int operand, float* start, long step)
        {
            switch (operand)
            {
                case 0: A = start; StepA = step; break;
                case 1: B = start; StepB = step; break;
                case 2: C = start; StepC = step; break;
                default: D = start; StepD = step; break;
            }
        }
    }
}
