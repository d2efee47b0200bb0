using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Operations;
using Hourglass.Likelihoods;

namespace Hourglass.Tests.Golden;

/// <summary>The likelihood of tokens and its gradient against PyTorch's cross_entropy with ignore_index. Tolerances as in token_cross_entropy.py.</summary>
public class TokenCrossEntropyTests
{
    [Fact]
    public void Loss_and_gradient_agree_with_PyTorch()
    {
        var golden = new GoldenGraph("token_cross_entropy.json");
        (int positions, int vocabulary) = (golden.Size("positions"), golden.Size("vocabulary"));
        var graph = new Graph();
        Node logits = graph.Input("logits", Shape.Batch(positions * vocabulary)), ids = graph.Input("ids", Shape.Batch(positions)), weight = graph.Input("rowWeight", Shape.PerRow);
        Node loss = new TokenLikelihood(vocabulary).Loss(logits, ids);
        Node gradient = Differentiation.Gradients((loss * weight).Sum(), [logits])[0];
        golden.AssertAgrees(
            golden.Size("batch"), new Dictionary<string, Node> { ["logits"] = logits, ["ids"] = ids, ["rowWeight"] = weight }, (loss, "loss"), (gradient, "gradient"));
    }
}
