using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>Squared error per value: ||x - x^||^2 / features, Keras's <c>mse</c>.</summary>
public sealed record MeanSquaredError : Likelihood
{
    /// <summary>Applied to the logits to give the reconstruction; linear by default, sigmoid for data in [0, 1].</summary>
    public Activation Output { get; init; } = Activation.Linear;

    /// <inheritdoc/>
    /// <remarks>Of a Gaussian with variance 1/2, but for a constant.</remarks>
    public override double NatsPerUnit(int features) => features;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => Output.ReconstructionInTorch;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => Output.Apply(logits);

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => Reconstruction(logits).SquaredDistance(target) * (1.0 / logits.Shape.Columns);
}
