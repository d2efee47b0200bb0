using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Numerics;

namespace Outsider;

public class GatedDenseGradientTests
{
    private const int Rows = 4;
    private const double Step = 1e-4;

    [Fact]
    public void The_gradient_agrees_with_differences()
    {
        var builder = new GraphBuilder(new Graph(), isTraining: true);
        Node input = builder.Graph.Input("row", Shape.Batch(3));
        Node objective = new GatedDense(2).Build(builder, input).Square().MeanOverBatch();
        Node[] leaves = [input, .. builder.Declarations.Select(declaration => declaration.Node)];
        IReadOnlyList<Node> gradients = Differentiation.Gradients(objective, leaves);

        // Run.Rows is how many rows the batch has; every leaf gets one number for each of its elements.
        var executor = new ReferenceExecutor { Run = { Rows = Rows } };
        var random = new RandomStream(1, "values");
        double[][] values = [.. leaves.Select(leaf => Draw(leaf.Shape.Count * (leaf.Shape.IsBatch ? Rows : 1)))];
        for (int i = 0; i < leaves.Length; i++) executor.Set(leaves[i], values[i]);

        IReadOnlyList<double[]> computed = executor.Evaluate(gradients);
        for (int i = 0; i < leaves.Length; i++)
        {
            for (int element = 0; element < values[i].Length; element++)
                Assert.Equal((At(i, element, Step) - At(i, element, -Step)) / (2 * Step), computed[i][element], 1e-6);
        }

        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];

        double At(int leaf, int element, double distance)
        {
            double[] moved = [.. values[leaf]];
            moved[element] += distance;
            executor.Set(leaves[leaf], moved);
            double value = executor.Evaluate(objective)[0][0];
            executor.Set(leaves[leaf], values[leaf]);
            return value;
        }
    }
}
