using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Tests.Models;

public class RecurrentAutoencoderTests
{
    private const int Positions = 6, Vocabulary = 7, Code = 3, Changed = 3;

    [Fact]
    public void What_a_position_says_follows_from_the_code_and_the_tokens_before_it_only()
    {
        double[] row = [3, 4, 5, 6, 1, 0], other = [3, 4, 5, 4, 3, 2];
        double[] first = Logits(row), second = Logits(other);
        for (int position = 0; position < Positions; position++)
        {
            double[] before = first[(position * Vocabulary)..((position + 1) * Vocabulary)], after = second[(position * Vocabulary)..((position + 1) * Vocabulary)];
            if (position <= Changed) Assert.Equal(before, after);
            else Assert.NotEqual(before, after);
        }
    }

    private static double[] Logits(double[] row)
    {
        var description = new AutoencoderDescription(new RecurrentAutoencoder(Code, Vocabulary) { Embedding = 4, Units = 5 }, new TokenLikelihood(Vocabulary));
        DecoderGraph graph = DecoderGraph.Build(description, Positions, Code);
        var reference = new ReferenceExecutor { Run = { Rows = 1 } };
        foreach (Node node in graph.Code.Graph.Nodes.Where(node => node.Operation is Parameter))
        {
            var random = new RandomStream(1, ((StoredLeaf)node.Operation).Path);
            reference.Set(node, [.. Enumerable.Range(0, node.Shape.Count).Select(_ => random.NextNormal())]);
        }

        reference.Set(graph.Code, [0.5, -1, 2]);
        reference.Set(graph.Row!, row);
        return reference.Evaluate([graph.Logits])[0];
    }
}
