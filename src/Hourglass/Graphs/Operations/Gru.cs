using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// A gated recurrent unit over a whole sequence, from a state of zeros:
/// <c>[batch, positions, 3 units] (x), [units, 3 units] (W), [3 units] (b) -> [batch, positions, units] (h)</c>. At position t, with
/// (a_r, a_z, a_n) the three parts of h_(t-1) W + b and (x_r, x_z, x_n) those of x_t, which already holds the product of the input with its weights:
/// <code>
/// r = sigmoid(x_r + a_r)    z = sigmoid(x_z + a_z)    n = tanh(x_n + r a_n)    h_t = (1 - z) n + z h_(t-1)
/// </code>
/// Source: Cho et al. 2014, in the form of PyTorch and of Keras with <c>reset_after</c>. Fused gradient: <see cref="GruGradient"/>.
/// </summary>
public sealed record Gru : Operation
{
    /// <summary>Rows that go through the sequence together: their product with the weights stays in the first cache.</summary>
    internal const int RowsAtOnce = 16;

    /// <inheritdoc/>
    public override string Name => "GRU";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 3 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 2, "an input [batch, positions, 3 units], weights and a bias");
        int units = inputs[0].Features / 3;
        ShapeException.Require(
            inputs[0].Features == 3 * units && inputs[1] == Shape.Fixed(units, 3 * units) && inputs[2] == Shape.Fixed(3 * units),
            "three numbers a unit in the input, weights [units, 3 units], a bias [3 units]");
        return inputs[0].WithFeatures(units);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int units = call.Node.Shape.Features;
        (ReferenceValue x, ReferenceValue y) = (call.Inputs[0].Split(3 * units), call.Output.Split(units));
        int positions = y.Rows / call.Output.Rows;
        var state = new double[units];
        for (int place = 0; place < y.Rows; place++)
        {
            if (place % positions == 0) Array.Clear(state);
            var position = new GruPosition(call.Inputs, x, place, state);
            for (int unit = 0; unit < units; unit++) y[place, unit] = At(position, unit).State;
            for (int unit = 0; unit < units; unit++) state[unit] = y[place, unit];
        }
    }

    /// <summary>Gates and new state of a unit, as defined above.</summary>
    internal static (double Reset, double Update, double Candidate, double Recurrent, double State) At(GruPosition at, int unit)
    {
        double r = Sigmoid(at.Input(unit, 0) + at.Recurrent(unit, 0)), z = Sigmoid(at.Input(unit, 1) + at.Recurrent(unit, 1)), recurrent = at.Recurrent(unit, 2);
        double n = Math.Tanh(at.Input(unit, 2) + (r * recurrent));
        return (r, z, n, recurrent, ((1 - z) * n) + (z * at.State[unit]));
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int units = node.Shape.Features;
        return (in KernelCall call) =>
        {
            (View x, View w, View y) = (call.Inputs[0], call.Inputs[1], call.Output);
            float* recurrent = stackalloc float[(RowsAtOnce * 3 * units) + View.WeightPanel];
            for (int first = 0; first < y.Rows; first += RowsAtOnce)
            {
                int rows = Math.Min(RowsAtOnce, y.Rows - first);
                for (int position = 0; position < y.Columns / units; position++)
                {
                    Recur<V>(y.Block(first, rows), position, units, w, call.Inputs[2].Data, recurrent);
                    for (int row = 0; row < rows; row++)
                    {
                        float* state = y.At(first + row, position * units);
                        Gate<V>(x.At(first + row, position * 3 * units), recurrent + (row * 3 * units), position == 0 ? null : state - units, state, units);
                    }
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        int units = node.Shape.Features, positions = node.Shape.Dimensions[0];
        Node gates = node.Graph.Apply(
            new GruGradient(), node.Inputs[0], node.Inputs[1], node.Inputs[2], node.Inputs[1].Transpose(), node, gradient);
        if (input == 0) return gates.TakeColumns(0, 3 * units);

        // With respect to h_(t-1) W + b: the reset and update gates' own, and the candidate's through the reset gate.
        Node recurrent = gates.TakeColumns(0, 2 * units).PlaceColumns(0, 3 * units) + gates.TakeColumns(3 * units, units).PlaceColumns(2 * units, 3 * units);
        if (input == 2) return recurrent.SumPositions().SumRows();
        Node flat = node.Reshape(Shape.Batch(node.Shape.Count));
        Node before = positions == 1 ? flat * 0 : flat.TakeColumns(0, (positions - 1) * units).PlaceColumns(units, positions * units);
        return before.Reshape(node.Shape).TransposedMultiply(recurrent);
    }

    /// <inheritdoc/>
    public override int Passes(Node node) => node.Shape.Dimensions[0];

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 6L * rows * node.Shape.Columns * node.Shape.Features;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // ONNX keeps the gates in the order z, r, n, one row a unit, and the sequence before the batch. It multiplies the input itself; here that has
        // been done, so its input weights only put the gates in order.
        (OnnxGraph graph, int units, int positions) = (call.Graph, call.Node.Shape.Features, call.Node.Shape.Dimensions[0]);
        int[] gates = [1, 0, 2];
        string order = graph.Integers([.. gates.SelectMany(gate => Enumerable.Range(gate * units, units)).Select(row => (long)row)]), direction = graph.Integers(0);
        string Ordered(string rows) => graph.Add("Unsqueeze", graph.Add("Gather", rows, order), direction);
        string identity = graph.Add("EyeLike", graph.Expand(graph.Number(0), Shape.Fixed(3 * units, 3 * units)));
        string recurrent = graph.Add("Transpose", [call[1]], new OnnxAttribute("perm", [1, 0]));
        string bias = graph.Add("Concat", [graph.Expand(graph.Number(0), Shape.Fixed(1, 3 * units)), Ordered(call[2])], new OnnxAttribute("axis", 1));
        string sequence = graph.Add("Transpose", [call[0]], new OnnxAttribute("perm", [1, 0, 2]));
        string states = graph.Add("GRU", [sequence, Ordered(identity), Ordered(recurrent), bias], new OnnxAttribute("hidden_size", units), new OnnxAttribute("linear_before_reset", 1));
        // [positions, 1 direction, batch, units]
        return graph.Reshape(graph.Add("Transpose", [states], new OnnxAttribute("perm", [2, 0, 1, 3])), Shape.Batch(positions, units));
    }

    /// <summary>h_(t-1) W + b for some rows of the states, <c>[rows, 3 units]</c> one after the other; the bias alone at the first position.</summary>
    internal static unsafe void Recur<V>(View states, int position, int units, View w, float* bias, float* recurrent) where V : unmanaged, ILanes<V>
    {
        var target = new View(recurrent, states.Rows, 3 * units, 3 * units, 3 * units, 0);
        if (position > 0)
        {
            MatrixProduct<V>.Run(new(states.At(0, (position - 1) * units), states.RowStride, 1), units, w, target, bias);
            return;
        }

        for (int row = 0; row < states.Rows; row++) new ReadOnlySpan<float>(bias, 3 * units).CopyTo(new Span<float>(target.At(row, 0), 3 * units));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Lanes are neighbouring units; those that fill no register go one by one.
    private static unsafe void Gate<V>(float* x, float* recurrent, float* before, float* state, int units) where V : unmanaged, ILanes<V>
    {
        int unit = 0;
        for (; unit + V.Width <= units; unit += V.Width) V.Store(state + unit, Next<V>(x + unit, recurrent + unit, before is null ? null : before + unit, units));
        for (; unit < units; unit++) ScalarLanes.Store(state + unit, Next<ScalarLanes>(x + unit, recurrent + unit, before is null ? null : before + unit, units));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V Next<V>(float* x, float* recurrent, float* before, int units) where V : unmanaged, ILanes<V>
    {
        V r = LaneMath.Sigmoid(V.Load(x) + V.Load(recurrent));
        V z = LaneMath.Sigmoid(V.Load(x + units) + V.Load(recurrent + units));
        V n = LaneMath.Tanh(V.MultiplyAdd(r, V.Load(recurrent + (2 * units)), V.Load(x + (2 * units))));
        return before is null ? n - (z * n) : V.MultiplyAdd(z, V.Load(before) - n, n);
    }
}

/// <summary>What a position of the definition sees: the inputs of the operation, x and the state before.</summary>
internal readonly ref struct GruPosition(ReadOnlySpan<ReferenceValue> inputs, ReferenceValue x, int place, double[] state)
{
    private readonly ReferenceValue _weights = inputs[1], _bias = inputs[2];

    public double[] State { get; } = state;

    public double Input(int unit, int gate) => x[place, (gate * State.Length) + unit];

    public double Recurrent(int unit, int gate)
    {
        int column = (gate * State.Length) + unit;
        double sum = _bias.Values[column];
        for (int k = 0; k < State.Length; k++) sum += State[k] * _weights[k, column];
        return sum;
    }
}
