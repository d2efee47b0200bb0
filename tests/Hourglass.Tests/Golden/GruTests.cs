using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>A GRU over a sequence, and all its gradients, against PyTorch's. Tolerances as in gru.py.</summary>
public class GruTests
{
    [Fact]
    public void States_and_gradients_agree_with_PyTorch()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("gru.json"))).RootElement;
        int Size(string name) => golden.GetProperty(name).GetInt32();
        double[] Values(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        (int rows, int positions, int inputs, int units) = (Size("batch"), Size("positions"), Size("inputs"), Size("units"));
        var graph = new Graph();
        var leaves = new Dictionary<string, Node>
        {
            ["x"] = graph.Input("x", Shape.Batch(positions, inputs)),
            ["weight"] = graph.Parameter("weight", Shape.Fixed(inputs, 3 * units)),
            ["bias"] = graph.Parameter("bias", Shape.Fixed(3 * units)),
            ["recurrent"] = graph.Parameter("recurrent", Shape.Fixed(units, 3 * units)),
            ["recurrentBias"] = graph.Parameter("recurrentBias", Shape.Fixed(3 * units)),
            ["outputGradient"] = graph.Input("outputGradient", Shape.Batch(positions, units)),
        };
        Node output = graph.Apply(new Gru(), leaves["x"].MatrixMultiply(leaves["weight"], leaves["bias"]), leaves["recurrent"], leaves["recurrentBias"]);
        string[] differentiated = ["x", "weight", "bias", "recurrent", "recurrentBias"];
        Node[] roots = [output, .. Differentiation.Gradients((output * leaves["outputGradient"]).Sum(), [.. differentiated.Select(name => leaves[name])])];
        double[][] expected = [Values(golden, "output"), .. differentiated.Select(name => Values(golden.GetProperty("gradients"), name))];

        var reference = new ReferenceExecutor { Run = { Rows = rows } };
        foreach ((string name, Node leaf) in leaves) reference.Set(leaf, Values(golden, name));
        IReadOnlyList<double[]> definitions = reference.Evaluate(roots);

        var stored = new StoredValues(leaves.Values.Select(leaf => leaf.Operation).OfType<StoredLeaf>());
        var executor = new Executor(Plan.Make(graph, roots, assign: false, rows), stored, 1);
        executor.Poison();
        foreach ((string name, Node leaf) in leaves)
        {
            if (leaf.Operation is StoredLeaf) stored.Set(name, Array.ConvertAll(Values(golden, name), value => (float)value));
            else executor.BindInput(leaf, new ArrayRows(Values(golden, name)));
        }

        executor.Execute(1);
        for (int i = 0; i < roots.Length; i++)
        {
            AssertNear(expected[i], definitions[i], 1e-12);
            AssertNear(expected[i], Array.ConvertAll(executor.ValuesOf(roots[i]), value => (double)value), 2e-6);
        }
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        double size = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - (tolerance * size), pair.First + (tolerance * size)));
    }
}
