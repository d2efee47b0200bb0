using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>The article's error: ||x - x^||^2, summed over the row. The negative log-likelihood of a Gaussian with variance 1/2, but for a constant.</summary>
public sealed record SquaredError : Likelihood
{
    /// <summary>Applied to the logits to give the reconstruction; linear by default, sigmoid for data in [0, 1].</summary>
    public Activation Output { get; init; } = Activation.Linear;

    /// <summary>
    /// Variance of the Gaussian that it is the negative log-likelihood of, but for factor and constant: what a unit of this loss weighs against what
    /// the code costs in nats. 1/2 by default. Step^2 / 12, the error of rounding, weighs error and length of a quantised code as is best at high rates.
    /// </summary>
    public double Variance { get; init; } = 0.5;

    /// <inheritdoc/>
    public override double NatsPerUnit(int features) => 1 / (2 * Variance);

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => Output.ReconstructionInTorch;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => Output.Apply(logits);

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => Reconstruction(logits).SquaredDistance(target);
}
