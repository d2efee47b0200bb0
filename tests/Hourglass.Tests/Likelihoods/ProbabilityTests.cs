using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Likelihoods;

namespace Hourglass.Tests.Likelihoods;

/// <summary>A likelihood that says its loss is minus the logarithm of a probability sums to one over all rows; so its constant is right.</summary>
public class ProbabilityTests
{
    [Fact]
    public void Binary_cross_entropy_sums_to_one_over_all_rows_of_black_and_white() => Assert.Equal(1, SumOver(
        new BernoulliCrossEntropy(), [0.3, -1.2, 2.5], [.. Enumerable.Range(0, 8).Select(bits => (double[])[bits & 1, bits >> 1 & 1, bits >> 2 & 1])]), 1e-12);

    [Fact]
    public void Categorical_cross_entropy_sums_to_one_over_all_categories() => Assert.Equal(1, SumOver(
        new CategoricalCrossEntropy(), [0.3, -1.2, 2.5], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]), 1e-12);

    [Fact]
    public void A_Gaussian_integrates_to_one()
    {
        double[][] grid = [.. Enumerable.Range(0, 40_000).Select(i => (double[])[-20 + (i * 0.001) + 0.0005])];
        Assert.Equal(1, SumOver(new GaussianLikelihood(), [1.5, -0.4], grid) * 0.001, 1e-9);
    }

    [Fact]
    public void Errors_do_not_claim_to_be_probabilities()
    {
        Assert.False(new SquaredError().IsProbability);
        Assert.False(new MeanSquaredError().IsProbability);
        Assert.All((Likelihood[])[new BernoulliCrossEntropy(), new CategoricalCrossEntropy(), new GaussianLikelihood(), new TokenLikelihood(3)], likelihood => Assert.True(likelihood.IsProbability));
    }

    private static double SumOver(Likelihood likelihood, double[] logits, double[][] rows)
    {
        var graph = new Graph();
        Node output = graph.Input("logits", Shape.Batch(logits.Length)), target = graph.Input("row", Shape.Batch(rows[0].Length));
        Node nats = likelihood.Loss(output, target) * likelihood.NatsPerUnit(rows[0].Length);
        var executor = new ReferenceExecutor();
        executor.Run.Rows = rows.Length;
        executor.Set(output, [.. rows.SelectMany(_ => logits)]);
        executor.Set(target, [.. rows.SelectMany(row => row)]);
        return executor.Evaluate([nats])[0].Sum(value => Math.Exp(-value));
    }
}
