using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>Values and gradients of single operations and of formulas made of them against PyTorch's, on both executors. Tolerances as in operations.py.</summary>
public class OperationTests
{
    private delegate Node Formula(JsonElement attributes, IReadOnlyDictionary<string, Node> inputs);

    private static readonly IReadOnlyList<JsonElement> Cases = GoldenFiles.CasesOf("operations.json");

    private static readonly Dictionary<string, Formula> Formulas = new()
    {
        ["relu"] = (_, given) => given["x"].Relu(),
        ["sigmoid"] = (_, given) => given["x"].Sigmoid(),
        ["tanh"] = (_, given) => given["x"].Tanh(),
        ["softplus"] = (_, given) => given["x"].Softplus(),
        ["softmax"] = (_, given) => given["x"].Softmax(),
        ["binary_cross_entropy"] = (_, given) =>
            given["logits"].Graph.Apply(new BinaryCrossEntropy(), given["logits"], given["logits"].Sigmoid(), given["targets"]),
        ["categorical_cross_entropy"] = (_, given) =>
            (given["logits"].LogSumExp() * given["targets"].SumColumns()) - (given["targets"] * given["logits"]).SumColumns(),
        ["squared_error"] = (attributes, given) => given["reconstruction"].SquaredDistance(given["targets"]) is var rows
            && attributes.GetProperty("reduction").GetString()!.EndsWith("mean over rows") ? rows.MeanOverBatch() : rows,
        ["mean_squared_error"] = (_, given) =>
            given["reconstruction"].SquaredDistance(given["targets"]).MeanOverBatch() * (1.0 / given["targets"].Shape.Columns),
        ["linear"] = (_, given) => given["x"].MatrixMultiply(given["weight"], given["bias"]),
        ["l2_penalty"] = (attributes, given) => (given["W1"].Square().Sum() + given["W2"].Square().Sum()) * attributes.GetProperty("lambda").GetDouble(),
    };

    public static TheoryData<string> Names => [.. Cases.Where(one => Formulas.ContainsKey(Text(one, "operation"))).Select(one => Text(one, "name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_agrees_with_PyTorch(string name)
    {
        JsonElement golden = Cases.Single(one => Text(one, "name") == name);
        var graph = new Graph();
        var values = golden.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => GoldenArray.From(input.Value));
        var leaves = values.ToDictionary(input => input.Key, input => LeafFor(graph, input.Key, input.Value));
        Node output = Formulas[Text(golden, "operation")](golden.GetProperty("attributes"), leaves);
        Node upstream = output.Shape.IsBatch ? graph.Input("upstream", output.Shape) : graph.Scalar("upstream");
        leaves.Add("upstream", upstream);
        values.Add("upstream", GoldenArray.From(golden.GetProperty("outputGradient")));

        string[] gradients = [.. golden.GetProperty("gradients").EnumerateObject().Select(gradient => gradient.Name)];
        Node[] roots = [output, .. Differentiation.Gradients((output * upstream).Sum(), [.. gradients.Select(input => leaves[input])])];
        GoldenArray[] expected =
            [GoldenArray.From(golden.GetProperty("output")), .. gradients.Select(input => GoldenArray.From(golden.GetProperty("gradients").GetProperty(input)))];
        double[] float32 = [.. gradients.Prepend("output").Select(input => golden.GetProperty("float32").GetProperty(input).GetDouble())];

        IReadOnlyList<double[]> definitions = Define(leaves, values, roots);
        float[][] kernels = Run(graph, leaves, values, roots);
        for (int i = 0; i < roots.Length; i++)
        {
            expected[i].AssertNear(definitions[i], 1e-12, $"{name}, {gradients.Prepend("output").ElementAt(i)}, definition");
            expected[i].AssertNear(
                Array.ConvertAll(kernels[i], value => (double)value), Math.Max(2e-6, 10 * float32[i]), $"{name}, {gradients.Prepend("output").ElementAt(i)}, kernel");
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    // Weights are fixed, all else is a batch.
    private static Node LeafFor(Graph graph, string name, GoldenArray array) => name switch
    {
        "weight" or "bias" or "W1" or "W2" => graph.Parameter(name, Shape.Fixed(array.Shape)),
        _ => graph.Input(name, Shape.Batch(array.Shape[1..])),
    };

    private static int RowsOf(Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values) =>
        leaves.Where(leaf => leaf.Value.Shape.IsBatch).Select(leaf => values[leaf.Key].Shape[0]).FirstOrDefault(1);

    private static IReadOnlyList<double[]> Define(Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values, Node[] roots)
    {
        var reference = new ReferenceExecutor { Run = { Rows = RowsOf(leaves, values) } };
        foreach ((string input, Node leaf) in leaves) reference.Set(leaf, values[input].Values);
        return reference.Evaluate(roots);
    }

    private static float[][] Run(Graph graph, Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values, Node[] roots)
    {
        var stored = new StoredValues(graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        var executor = new Executor(Plan.Make(graph, roots, assign: false, RowsOf(leaves, values)), stored, 1);
        executor.Poison();
        foreach ((string input, Node leaf) in leaves)
        {
            if (leaf.Operation is StoredLeaf) stored.Set(input, Array.ConvertAll(values[input].Values, value => (float)value));
            else if (leaf.Shape.IsScalar) executor.SetScalar(leaf, values[input].Values[0]);
            else executor.BindInput(leaf, new ArrayRows(values[input].Values));
        }

        executor.Execute(1);
        return [.. roots.Select(executor.ValuesOf)];
    }
}
