using Hourglass.Errors;
using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Execution;

/// <summary>
/// Runs a graph with the definitions of its operations, in double precision, one node after the other: slow, plain and obviously right.
/// Gradient rules are checked on it against differences, kernels against it. Set <see cref="RunSettings.Rows"/> of <see cref="Run"/> to the rows
/// of the batch, give every leaf its values, then evaluate.
/// </summary>
public sealed class ReferenceExecutor
{
    private readonly Dictionary<Node, double[]> _leaves = [];

    /// <summary>What a run is given from outside; <see cref="RunSettings.Rows"/> is 1 until it is set.</summary>
    public RunSettings Run { get; } = new() { Rows = 1 };

    /// <summary>Gives a leaf its values, in logical row-major order.</summary>
    public void Set(Node leaf, ReadOnlySpan<double> values) => _leaves[leaf] = values.ToArray();

    /// <summary>Computes some values, in logical row-major order.</summary>
    /// <exception cref="InputException">A leaf that they depend on has no values, or not as many as its shape and <see cref="RunSettings.Rows"/> ask for.</exception>
    public IReadOnlyList<double[]> Evaluate(params IReadOnlyList<Node> roots)
    {
        var values = new Dictionary<Node, ReferenceValue>();
        foreach (Node node in NeededFor(roots))
        {
            int rows = node.Shape.IsBatch ? Run.Rows : node.Shape.FixedRows;
            if (node.Operation is Leaf)
            {
                values[node] = new(GivenTo(node, rows), rows, node.Shape.Columns);
                continue;
            }

            var output = new ReferenceValue(new double[rows * node.Shape.Columns], rows, node.Shape.Columns);
            ReferenceValue[] inputs = [.. node.Inputs.Select(input => values[input])];
            node.Operation.Define(new DefinitionCall { Node = node, Inputs = inputs, Output = output, Run = Run });
            values[node] = output;
        }

        return [.. roots.Select(root => values[root].Values)];
    }

    private double[] GivenTo(Node leaf, int rows)
    {
        if (!_leaves.TryGetValue(leaf, out double[]? given))
        {
            throw new InputException(
                "A value of the graph was not given.", NameOf(leaf), "nothing", $"every leaf that a result depends on has values; this one has shape {leaf.Shape}",
                "call Set with its node before Evaluate");
        }

        if (given.Length == rows * leaf.Shape.Columns) return given;
        throw new InputException(
            "A value of the graph has another size than its shape.", NameOf(leaf), $"{given.Length} numbers", $"{rows * leaf.Shape.Columns} numbers: {leaf.Shape} with {rows} rows",
            "set Run.Rows to the rows of the batch, or give as many numbers");
    }

    private static string NameOf(Node leaf) => leaf.Operation switch
    {
        Parameter parameter => $"parameter '{parameter.Path}'",
        State state => $"state '{state.Path}'",
        Input input => $"input '{input.Label}'",
        ScalarInput scalar => $"scalar '{scalar.Label}'",
        _ => $"{leaf}",
    };

    private static IEnumerable<Node> NeededFor(IReadOnlyList<Node> roots)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Node>(roots);
        while (open.TryPop(out Node? node))
        {
            if (!needed.Add(node)) continue;
            foreach (Node input in node.Inputs) open.Push(input);
        }

        return needed.OrderBy(node => node.Index);
    }
}
