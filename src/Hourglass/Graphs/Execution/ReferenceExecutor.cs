using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Execution;

/// <summary>
/// Runs a graph with the definitions of its operations, in double precision, one node after the other: slow, plain and obviously right.
/// Gradient rules are checked on it against differences, kernels against it.
/// </summary>
public sealed class ReferenceExecutor
{
    private readonly Dictionary<Node, double[]> _leaves = [];

    /// <summary>What a run is given from outside.</summary>
    public RunSettings Run { get; } = new() { Rows = 1 };

    /// <summary>Gives a leaf its values, in logical row-major order.</summary>
    public void Set(Node leaf, ReadOnlySpan<double> values) => _leaves[leaf] = values.ToArray();

    /// <summary>Computes some values, in logical row-major order.</summary>
    public IReadOnlyList<double[]> Evaluate(params IReadOnlyList<Node> roots)
    {
        var values = new Dictionary<Node, ReferenceValue>();
        foreach (Node node in NeededFor(roots))
        {
            int rows = node.Shape.IsBatch ? Run.Rows : node.Shape.FixedRows;
            if (node.Operation is Leaf)
            {
                double[] given = _leaves[node];
                if (given.Length != rows * node.Shape.Columns) throw new ArgumentException($"{node} was given {given.Length} numbers for {rows} rows.");
                values[node] = new(given, rows, node.Shape.Columns);
                continue;
            }

            var output = new ReferenceValue(new double[rows * node.Shape.Columns], rows, node.Shape.Columns);
            ReferenceValue[] inputs = [.. node.Inputs.Select(input => values[input])];
            node.Operation.Define(new DefinitionCall { Node = node, Inputs = inputs, Output = output, Run = Run });
            values[node] = output;
        }

        return [.. roots.Select(root => values[root].Values)];
    }

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
