using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>An example in one size: the graph, values for its leaves, and objectives to differentiate. All values are exact in float32.</summary>
internal sealed class ExampleGraph
{
    private readonly RandomStream _random;
    private readonly List<Node> _leaves = [];

    public ExampleGraph(OperationExample example, int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _random = new RandomStream(1, $"{example.Name}, {rows} x {columns}");
        Output = example.Build(this);
        Leaves = [.. _leaves];
        Node weights = Leaf(Output.Shape, Draw.AwayFromZero);
        Weighted = (Output * weights).Sum();
        WeightedSquares = (Output.Square() * weights).Sum();
    }

    public Graph Graph { get; } = new();

    /// <summary>Rows of the batch, and of fixed matrices.</summary>
    public int Rows { get; }

    public int Columns { get; }

    public Node Output { get; }

    /// <summary>The operands.</summary>
    public IReadOnlyList<Node> Leaves { get; }

    /// <summary>Operands through which no gradient flows although the result depends on them.</summary>
    public List<Node> Held { get; } = [];

    public Dictionary<Node, double[]> Values { get; } = [];

    /// <summary>The sum of the result's elements, each times a fixed number.</summary>
    public Node Weighted { get; }

    /// <summary>The sum of the squares of the result's elements, each times a fixed number: its second derivatives are not zero even for linear operations.</summary>
    public Node WeightedSquares { get; }

    public Node Batch(Func<RandomStream, double>? draw = null) => Leaf(Shape.Batch(Columns), draw);

    public Node Sequence(int positions) => Leaf(Shape.Batch(positions, Columns));

    public Node Picture(int height, int width, Func<RandomStream, double>? draw = null) => Leaf(Shape.Batch(height, width, Columns), draw);

    public Node PerRow(Func<RandomStream, double>? draw = null) => Leaf(Shape.PerRow, draw);

    public Node Matrix(Func<RandomStream, double>? draw = null) => Leaf(Shape.Fixed(Rows, Columns), draw);

    public Node OneColumn(Func<RandomStream, double>? draw = null) => Leaf(Shape.Fixed(Rows, 1), draw);

    public Node Vector(Func<RandomStream, double>? draw = null) => Leaf(Shape.Fixed(Columns), draw);

    public Node Scalar(Func<RandomStream, double>? draw = null) => Leaf(Shape.Scalar, draw);

    public Node Leaf(Shape shape, Func<RandomStream, double>? draw = null)
    {
        string name = $"leaf{_leaves.Count}";
        Node leaf = shape.IsBatch ? Graph.Input(name, shape) : shape.IsScalar ? Graph.Scalar(name) : Graph.Parameter(name, shape);
        Values[leaf] = [.. Enumerable.Range(0, shape.IsBatch ? Rows * shape.Columns : shape.Count).Select(_ => (double)(float)(draw ?? Draw.Any)(_random))];
        _leaves.Add(leaf);
        return leaf;
    }

    /// <summary>Whether the result can be differentiated at all: a fused gradient cannot.</summary>
    public bool HasGradient => Output.Operation.HasGradient;

    /// <summary>Whether its gradient can be differentiated again.</summary>
    public bool HasSecondDerivative => HasGradient && GradientsOf(Weighted).SelectMany(Ancestors).All(node => node.Operation.HasGradient);

    public IReadOnlyList<Node> GradientsOf(Node objective) => Differentiation.Gradients(objective, Leaves);

    private static HashSet<Node> Ancestors(Node node)
    {
        HashSet<Node> all = [];
        var open = new Stack<Node>([node]);
        while (open.TryPop(out Node? next))
        {
            if (!all.Add(next)) continue;
            foreach (Node input in next.Inputs) open.Push(input);
        }

        return all;
    }

    public ReferenceExecutor Reference()
    {
        var reference = new ReferenceExecutor();
        reference.Run.Rows = Rows;
        foreach ((Node leaf, double[] values) in Values) reference.Set(leaf, values);
        return reference;
    }

    /// <summary>An executor of a plan of this graph, all of whose other memory is NaN.</summary>
    public Executor Executor(Plan plan, int threads)
    {
        var stored = new StoredValues(Values.Keys.Select(leaf => leaf.Operation).OfType<StoredLeaf>());
        var executor = new Executor(plan, stored, threads);
        executor.Poison();
        executor.Run.Rows = Rows;
        foreach ((Node leaf, double[] values) in Values)
        {
            if (leaf.Operation is StoredLeaf storedLeaf) stored.Set(storedLeaf.Path, Array.ConvertAll(values, value => (float)value));
            else if (leaf.Shape.IsScalar) executor.SetScalar(leaf, values[0]);
            else executor.BindInput(leaf, new ArrayRows(values));
        }

        return executor;
    }
}
