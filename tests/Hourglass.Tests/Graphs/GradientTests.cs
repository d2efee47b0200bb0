using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>Every gradient rule against differences of the definitions, in double. Sizes: one element, one row, odd ones, more than a tile.</summary>
public class GradientTests
{
    private const double Tolerance = 1e-6;
    private static readonly (int Rows, int Columns)[] Sizes = [(1, 1), (1, 5), (3, 5), (7, 33), (70, 40)];

    public static TheoryData<string> Examples => OperationExamples.Names;

    [Fact]
    public void Every_operation_has_an_example()
    {
        IEnumerable<Type> operations = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsSubclassOf(typeof(Leaf)) && !type.IsSubclassOf(typeof(Source)));
        Assert.Empty(operations.Except(OperationExamples.All.Select(example => example.Operation)).Select(type => type.Name));
    }

    [Fact]
    public void Every_example_contains_its_operation() =>
        Assert.All(OperationExamples.All, example => Assert.Contains(new ExampleGraph(example, 3, 5).Graph.Nodes, node => node.Operation.GetType() == example.Operation));

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_gradient_agrees_with_differences(string name)
    {
        foreach ((int rows, int columns) in Sizes)
        {
            var example = new ExampleGraph(OperationExamples.Named(name), rows, columns);
            if (example.HasGradient) Compare(example, example.Weighted);
            else Refuses(example.Output.Operation.Name, () => example.GradientsOf(example.Weighted));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_second_derivative_agrees_with_differences(string name)
    {
        foreach ((int rows, int columns) in Sizes)
        {
            var example = new ExampleGraph(OperationExamples.Named(name), rows, columns);
            if (!example.HasGradient) continue;
            Node squares = example.GradientsOf(example.WeightedSquares).Select(gradient => gradient.Square().Sum()).Aggregate((a, b) => a + b);
            if (example.HasSecondDerivative) Compare(example, squares);
            else Refuses("gradient", () => example.GradientsOf(squares));
        }
    }

    private static void Refuses(string operation, Action differentiate) =>
        Assert.Contains(operation, Assert.Throws<InputException>(differentiate).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_held_value_gets_no_gradient()
    {
        var graph = new Graph();
        Node x = graph.Scalar("x");
        var reference = new ReferenceExecutor();
        reference.Set(x, [3]);
        Node gradient = Hourglass.Graphs.Differentiation.Differentiation.Gradients(x * x.StopGradient(), x)[0];
        Assert.Equal(3, reference.Evaluate(gradient)[0][0]);
    }

    // All elements together in a direction of random signs, and the first and some others one by one.
    private static void Compare(ExampleGraph example, Node objective)
    {
        ReferenceExecutor reference = example.Reference();
        IReadOnlyList<Node> nodes = example.GradientsOf(objective);
        double value = reference.Evaluate(objective)[0][0];
        IReadOnlyList<double[]> gradients = reference.Evaluate(nodes);
        for (int i = 0; i < nodes.Count; i++)
        {
            Node leaf = example.Leaves[i];
            if (example.Held.Contains(leaf)) continue;
            Assert.Equal(leaf.Shape, nodes[i].Shape);
            foreach (double[] direction in Directions(gradients[i].Length))
            {
                double expected = Difference(example, objective, leaf, direction);
                double actual = gradients[i].Zip(direction, (g, d) => g * d).Sum();
                double size = Math.Sqrt(gradients[i].Sum(g => g * g)) + (1e-6 * (1 + Math.Abs(value)));
                if (!(Math.Abs(actual - expected) <= Tolerance * size))
                    Assert.Fail($"{leaf} of {example.Output} with {example.Rows} rows: the gradient says {actual}, differences {expected}, the gradient's size is {size}.");
            }
        }
    }

    private static IEnumerable<double[]> Directions(int length)
    {
        var random = new RandomStream(2, "directions");
        yield return [.. Enumerable.Range(0, length).Select(_ => random.NextInt(2) == 0 ? -1.0 : 1.0)];
        int singles = length <= 15 ? length : length <= 300 ? 4 : 1;
        for (int i = 0; i < singles; i++)
        {
            var single = new double[length];
            single[singles == length ? i : random.NextInt(length)] = 1;
            yield return single;
        }
    }

    // Central differences of fourth order: with h = 1e-3 truncation (h^4) and rounding (1e-16 / h) are both near 1e-12.
    private static double Difference(ExampleGraph example, Node objective, Node leaf, double[] direction)
    {
        const double h = 1e-3;
        ReferenceExecutor reference = example.Reference();
        return ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);

        double At(double distance)
        {
            reference.Set(leaf, [.. example.Values[leaf].Zip(direction, (x, d) => x + (distance * d))]);
            return reference.Evaluate(objective)[0][0];
        }
    }
}
