using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Backward propagation through time of a <see cref="Gru"/>: x, W, b, W^T, the states h and the gradient with respect to them, to the gradients
/// with respect to the gates, <c>[batch, positions, 4 units]</c>: of x_r + a_r, of x_z + a_z, of x_n + r a_n, and of a_n. The gates are
/// computed anew rather than kept. Has no gradient of its own.
/// </summary>
public sealed record GruGradient : Operation
{
    /// <inheritdoc/>
    public override string Name => "GRU gradient";

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 6 && inputs[4] == inputs[5] && inputs[3] == Shape.Fixed(inputs[2].Count, inputs[4].Features), "the operands of a GRU, W^T, its states and their gradient");
        return inputs[4].WithFeatures(4 * inputs[4].Features);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input is 0 or 4 or 5 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int units = call.Node.Inputs[4].Shape.Features;
        ReferenceValue x = call.Inputs[0].Split(3 * units), w = call.Inputs[1], h = call.Inputs[4].Split(units), dh = call.Inputs[5].Split(units), y = call.Output.Split(4 * units);
        int positions = y.Rows / call.Output.Rows;
        double[] carried = new double[units], zero = new double[units];
        for (int place = y.Rows - 1; place >= 0; place--)
        {
            bool isFirst = place % positions == 0;
            if ((place + 1) % positions == 0) Array.Clear(carried);
            double[] before = isFirst ? zero : [.. Enumerable.Range(0, units).Select(unit => h[place - 1, unit])];
            var next = new double[units];
            for (int unit = 0; unit < units; unit++)
            {
                (double r, double z, double n, double recurrent, _) = Gru.At(new GruPosition(call.Inputs, x, place, before), unit);
                double gradient = dh[place, unit] + carried[unit];
                double candidate = gradient * (1 - z) * (1 - (n * n));
                y[place, unit] = candidate * recurrent * r * (1 - r);
                y[place, units + unit] = gradient * (before[unit] - n) * z * (1 - z);
                y[place, (2 * units) + unit] = candidate;
                y[place, (3 * units) + unit] = candidate * r;
                next[unit] += gradient * z;
            }

            for (int k = 0; k < units; k++)
            {
                for (int unit = 0; unit < units; unit++)
                    next[k] += (y[place, unit] * w[k, unit]) + (y[place, units + unit] * w[k, units + unit]) + (y[place, (3 * units) + unit] * w[k, (2 * units) + unit]);
            }

            carried = next;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int units = node.Inputs[4].Shape.Features;
        return (in KernelCall call) =>
        {
            View y = call.Output;
            var memory = new Scratch(units, stackalloc float[Scratch.Size(units)]);
            for (int first = 0; first < y.Rows; first += Gru.RowsAtOnce)
            {
                int rows = Math.Min(Gru.RowsAtOnce, y.Rows - first);
                memory.Carried.Clear();
                for (int position = (y.Columns / (4 * units)) - 1; position >= 0; position--) Step<V>(call, first, rows, position, units, memory);
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override int Passes(Node node) => node.Shape.Dimensions[0];

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 12L * rows * node.Inputs[4].Shape.Columns * node.Inputs[4].Shape.Features;

    private static unsafe void Step<V>(in KernelCall call, int first, int rows, int position, int units, Scratch memory) where V : unmanaged, ILanes<V>
    {
        View x = call.Inputs[0], states = call.Inputs[4], gradient = call.Inputs[5], y = call.Output;
        fixed (float* recurrent = memory.Recurrent, carried = memory.Carried, through = memory.Through)
        {
            Gru.Recur<V>(states.Block(first, rows), position, units, call.Inputs[1], call.Inputs[2].Data, recurrent);
            for (int row = 0; row < rows; row++)
            {
                float* state = states.At(first + row, position * units);
                var at = new Pointers(
                    x.At(first + row, position * 3 * units), recurrent + (row * 3 * units), position == 0 ? null : state - units, gradient.At(first + row, position * units),
                    carried + (row * units), y.At(first + row, position * 4 * units));
                int unit = 0;
                for (; unit + V.Width <= units; unit += V.Width) Gates<V>(at, unit, units);
                for (; unit < units; unit++) Gates<ScalarLanes>(at, unit, units);
            }

            // What flows to h_(t-1): through z h_(t-1), which Gates left in carried, and through h_(t-1) W.
            MatrixProduct<V>.Run(new(recurrent, 3 * units, 1), 3 * units, call.Inputs[3], new View(through, rows, units, units, units, 0), null);
            for (int i = 0; i < rows * units; i++) carried[i] += through[i];
        }
    }

    // Lanes are neighbouring units. Writes the four gradients; leaves the gradient of h_(t-1) W + b in recurrent and that of z h_(t-1) in carried.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Gates<V>(Pointers at, int unit, int units) where V : unmanaged, ILanes<V>
    {
        V one = V.Broadcast(1f), recurrent = V.Load(at.Recurrent + (2 * units) + unit);
        V r = LaneMath.Sigmoid(V.Load(at.X + unit) + V.Load(at.Recurrent + unit));
        V z = LaneMath.Sigmoid(V.Load(at.X + units + unit) + V.Load(at.Recurrent + units + unit));
        V n = LaneMath.Tanh(V.MultiplyAdd(r, recurrent, V.Load(at.X + (2 * units) + unit)));
        V before = at.Before is null ? V.Broadcast(0f) : V.Load(at.Before + unit);
        V gradient = V.Load(at.Gradient + unit) + V.Load(at.Carried + unit);
        V candidate = gradient * (one - z) * (one - (n * n));
        V reset = candidate * recurrent * r * (one - r), update = gradient * (before - n) * z * (one - z), through = candidate * r;
        V.Store(at.Y + unit, reset);
        V.Store(at.Y + units + unit, update);
        V.Store(at.Y + (2 * units) + unit, candidate);
        V.Store(at.Y + (3 * units) + unit, through);
        V.Store(at.Recurrent + unit, reset);
        V.Store(at.Recurrent + units + unit, update);
        V.Store(at.Recurrent + (2 * units) + unit, through);
        V.Store(at.Carried + unit, gradient * z);
    }

    private readonly unsafe struct Pointers(float* x, float* recurrent, float* before, float* gradient, float* carried, float* y)
    {
        public readonly float* X = x, Recurrent = recurrent, Before = before, Gradient = gradient, Carried = carried, Y = y;
    }

    // Memory of the rows that go through the sequence together.
    private readonly ref struct Scratch(int units, Span<float> memory)
    {
        public readonly Span<float> Recurrent = memory[..((Gru.RowsAtOnce * 3 * units) + View.WeightPanel)];
        public readonly Span<float> Carried = memory.Slice((Gru.RowsAtOnce * 3 * units) + View.WeightPanel, Gru.RowsAtOnce * units);
        public readonly Span<float> Through = memory[((Gru.RowsAtOnce * 4 * units) + View.WeightPanel)..];

        public static int Size(int units) => (Gru.RowsAtOnce * 5 * units) + (2 * View.WeightPanel);
    }
}
