using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// Binary cross-entropy per value, in nats: the mean over the row of -x ln s - (1 - x) ln(1 - s) with s = sigmoid(logits); Keras's
/// <c>binary_crossentropy</c> on a sigmoid output, computed from the logits so that nothing is clipped. Grey values x in [0, 1] are allowed;
/// then the smallest possible value is the entropy of the data, above zero.
/// </summary>
public sealed record BernoulliCrossEntropy : Likelihood
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsProbability => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsUnitInterval => true;

    /// <inheritdoc/>
    public override double NatsPerUnit(int features) => features;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => "nn.Sigmoid()(logits)";

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => logits.Sigmoid();

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) =>
        logits.Graph.Apply(new BinaryCrossEntropy(), logits, logits.Sigmoid(), target) * (1.0 / logits.Shape.Columns);
}
