using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Likelihoods;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>The likelihood of tokens and its gradient against PyTorch's cross_entropy with ignore_index. Tolerances as in token_cross_entropy.py.</summary>
public class TokenCrossEntropyTests
{
    [Fact]
    public void Loss_and_gradient_agree_with_PyTorch()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("token_cross_entropy.json"))).RootElement;
        int Size(string name) => golden.GetProperty(name).GetInt32();
        double[] Values(string name) => [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        (int rows, int positions, int vocabulary) = (Size("batch"), Size("positions"), Size("vocabulary"));
        var graph = new Graph();
        Node logits = graph.Input("logits", Shape.Batch(positions * vocabulary)), ids = graph.Input("ids", Shape.Batch(positions)), weight = graph.Input("rowWeight", Shape.PerRow);
        Node loss = new TokenLikelihood(vocabulary).Loss(logits, ids);
        Node[] roots = [loss, .. Differentiation.Gradients((loss * weight).Sum(), [logits])];
        double[][] expected = [Values("loss"), Values("gradient")];

        var reference = new ReferenceExecutor { Run = { Rows = rows } };
        var executor = new Executor(Plan.Make(graph, roots, assign: false, rows), new StoredValues([]), 1);
        executor.Poison();
        foreach ((Node leaf, string name) in new[] { (logits, "logits"), (ids, "ids"), (weight, "rowWeight") })
        {
            reference.Set(leaf, Values(name));
            executor.BindInput(leaf, new ArrayRows(Values(name)));
        }

        IReadOnlyList<double[]> definitions = reference.Evaluate(roots);
        executor.Execute(1);
        for (int i = 0; i < roots.Length; i++)
        {
            new GoldenArray([], expected[i]).AssertNear(definitions[i], 1e-12, "definition");
            new GoldenArray([], expected[i]).AssertNear(Array.ConvertAll(executor.ValuesOf(roots[i]), value => (double)value), 2e-6, "kernel");
        }
    }
}
