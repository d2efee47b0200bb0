using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>
/// Squared for small differences and absolute for large ones, summed over the row: d^2 / 2 up to |d| = Delta and Delta (|d| - Delta / 2) beyond, of d = x - x^.
/// Source: Huber 1964; Keras's <c>Huber</c>, PyTorch's <c>HuberLoss</c>, but summed.
/// </summary>
public sealed record HuberError : Likelihood
{
    /// <summary>Where squared becomes absolute, in units of the scaled data; above 0, 1 by default.</summary>
    public double Delta { get; init; } = 1;

    /// <summary>Applied to the logits to give the reconstruction; linear by default, sigmoid for data in [0, 1].</summary>
    public Activation Output { get; init; } = Activation.Linear;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => Output.ReconstructionInTorch;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => Output.Apply(logits);

    /// <inheritdoc/>
    /// <exception cref="InputException">Delta is not above 0.</exception>
    public override Node Loss(Node logits, Node target)
    {
        if (!(Delta > 0)) throw new InputException("The Huber error cannot be built.", "delta", FormattableString.Invariant($"{Delta}"), "above 0", "change this setting");
        Node distance = (Reconstruction(logits) - target).Absolute(), beyond = (distance - Delta).Relu();
        return (((distance - beyond).Square() * 0.5) + (beyond * Delta)).SumColumns();
    }
}
