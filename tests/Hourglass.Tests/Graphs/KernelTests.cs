using System.Runtime.InteropServices;
using Hourglass.Graphs;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>
/// Every kernel against its definition, with its gradients, for every register width (a width that the machine lacks is emulated), and the
/// same bits for any number of threads. What a run must not rely on is NaN.
/// </summary>
public class KernelTests
{
    // Float32 rounds to 6e-8; sums add up some hundred terms of both signs.
    private const double Tolerance = 4e-6;

    // One element, one row, odd sizes, more than a tile and a block; fewer active rows than capacity.
    private static readonly (int Capacity, int Rows, int Columns)[] Sizes = [(1, 1, 1), (4, 1, 5), (8, 7, 33), (100, 70, 40)];

    public static TheoryData<string> Examples => OperationExamples.Names;

    public static TheoryData<string> OneOfEachOperation => [.. OperationExamples.All.DistinctBy(example => example.Operation).Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_kernel_computes_its_definition_in_every_width(string name)
    {
        foreach ((int capacity, int rows, int columns) in Sizes)
        {
            var example = new ExampleGraph(OperationExamples.Named(name), rows, columns);
            Node[] roots = [example.Output, .. example.HasGradient ? example.GradientsOf(example.WeightedSquares) : []];
            IReadOnlyList<double[]> expected = example.Reference().Evaluate(roots);
            foreach (KernelWidth width in Enum.GetValues<KernelWidth>())
            {
                float[][] actual = Run(example, Plan.Make(example.Graph, roots, assign: false, capacity, width), roots, 1);
                for (int i = 0; i < roots.Length; i++) AssertNear(roots[i].Shape, rows, expected[i], actual[i], $"{roots[i]} of {name}, {rows} x {columns}, {width}");
            }
        }
    }

    // Large enough to be shared: several blocks, and more work than it costs to wake a team.
    [Theory]
    [MemberData(nameof(OneOfEachOperation))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        var example = new ExampleGraph(OperationExamples.Named(name), rows: 193, columns: 131);
        Node[] roots = [example.Output, .. example.HasGradient ? example.GradientsOf(example.WeightedSquares) : []];
        IReadOnlyList<double[]> expected = example.Reference().Evaluate(roots);
        foreach (KernelWidth width in Enum.GetValues<KernelWidth>())
        {
            var plan = Plan.Make(example.Graph, roots, assign: false, capacity: 257, width);
            float[][] alone = Run(example, plan, roots, 1);
            for (int i = 0; i < roots.Length; i++) AssertNear(roots[i].Shape, 193, expected[i], alone[i], $"{roots[i]} of {name}, {width}");
            foreach (int threads in new[] { 2, 7 })
            {
                float[][] together = Run(example, plan, roots, threads);
                for (int i = 0; i < roots.Length; i++)
                {
                    bool same = MemoryMarshal.AsBytes<float>(alone[i]).SequenceEqual(MemoryMarshal.AsBytes<float>(together[i]));
                    Assert.True(same, $"{roots[i]} of {name}, {width}: other bits for {threads} threads than for one.");
                }
            }
        }
    }

    private static float[][] Run(ExampleGraph example, Plan plan, Node[] roots, int threads)
    {
        var executor = example.Executor(plan, threads);
        executor.Execute(threads);
        return [.. roots.Select(root => executor.ValuesOf(root))];
    }

    // A value without a batch may be a sum over the rows, in which large terms cancel.
    private static void AssertNear(Shape shape, int rows, double[] expected, float[] actual, string what)
    {
        double size = Math.Max(1, expected.Max(Math.Abs)) * (shape.IsBatch ? 1 : Math.Sqrt(rows));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= Tolerance * size))
                Assert.Fail($"{what}: element {i} is {actual[i]}, its definition gives {expected[i]}, the largest {size}.");
        }
    }
}
