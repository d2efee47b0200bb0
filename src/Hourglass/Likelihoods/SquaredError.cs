using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>The article's error: ||x - x^||^2, summed over the row. The negative log-likelihood of a Gaussian with variance 1/2, but for a constant.</summary>
public sealed record SquaredError : Likelihood
{
    /// <summary>Applied to the logits to give the reconstruction; linear by default, sigmoid for data in [0, 1].</summary>
    public Activation Output { get; init; } = Activation.Linear;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => Output.Apply(logits);

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => Reconstruction(logits).SquaredDistance(target);
}
