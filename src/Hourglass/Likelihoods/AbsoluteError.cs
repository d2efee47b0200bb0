using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>
/// ||x - x^||_1, the absolute error summed over the row. The negative log-likelihood of a Laplace distribution with scale 1, but for a constant: it
/// strives for medians, so that single wild values weigh less than in <see cref="SquaredError"/>.
/// </summary>
public sealed record AbsoluteError : Likelihood
{
    /// <summary>Applied to the logits to give the reconstruction; linear by default, sigmoid for data in [0, 1].</summary>
    public Activation Output { get; init; } = Activation.Linear;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => Output.ReconstructionInTorch;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => Output.Apply(logits);

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => (Reconstruction(logits) - target).Absolute().SumColumns();
}
