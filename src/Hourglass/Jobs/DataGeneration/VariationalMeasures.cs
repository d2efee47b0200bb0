using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>What a variational autoencoder says of some rows, in nats per row.</summary>
/// <param name="Bound">The evidence lower bound: at most ln p(x) on average (Kingma and Welling 2014, eq. 3); null where the loss is no probability.</param>
/// <param name="Reconstruction">-ln p(x | z) for drawn codes, on average; up to a constant where the loss is no probability.</param>
/// <param name="Divergence">What the codes cost.</param>
/// <param name="ActiveUnits">Numbers of the code whose mean varies over the rows by more than 0.01 (variance).</param>
/// <param name="NegativeLogLikelihood">-ln p(x) by importance sampling (Burda et al. 2016, eq. 8): at most the negative bound, nearer with more draws; null where the loss is no probability.</param>
public sealed record VariationalMeasures(double? Bound, double Reconstruction, double Divergence, int ActiveUnits, double? NegativeLogLikelihood)
{
    /// <summary>Measures some rows.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="data">[rows, width], in original units.</param>
    /// <param name="draws">Codes drawn for each row, 1 or more.</param>
    /// <param name="cancellationToken">Asked between draws.</param>
    public static VariationalMeasures Of(TrainedAutoencoder model, DataSet data, int draws, CancellationToken cancellationToken = default)
    {
        int active = CodeMoments.Of(model.Encode(data)).Active;
        double divergence = model.Divergence(data).Average(nats => (double)nats);
        var drawn = DrawnBounds.Of(model, data, draws, seed: 0, cancellationToken);
        double bound = drawn.NegativeBound.Average();
        bool isProbability = model.IsVariational && model.Recipe.Description.Likelihood.IsProbability;
        return new(isProbability ? -bound : null, bound - divergence, divergence, active, isProbability ? drawn.NegativeLogLikelihood.Average() : null);
    }

    /// <summary>The same as a list under the documented keys.</summary>
    public IReadOnlyList<Measure> ToMeasures() =>
    [
        new("elbo", "evidence lower bound, nats per row", Bound),
        new("reconstruction", "reconstruction, nats per row", Reconstruction),
        new("kl", "cost of the code (KL), nats per row", Divergence),
        new("activeUnits", "numbers of the code that are used", ActiveUnits),
        new("nllPerRow", "negative log-likelihood, nats per row", NegativeLogLikelihood),
    ];
}
