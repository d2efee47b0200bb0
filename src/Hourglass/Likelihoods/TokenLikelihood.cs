using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// A categorical distribution over a vocabulary at each position of a sequence: targets are ids <c>[batch, positions]</c>, logits
/// <c>[batch, positions, vocabulary]</c>; the loss of a row is the sum of its tokens' cross-entropies in nats, padding left out.
/// </summary>
/// <param name="Vocabulary">Number of tokens, padding counted.</param>
public sealed record TokenLikelihood(int Vocabulary) : Likelihood
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsProbability => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsOfIds => true;

    /// <inheritdoc/>
    public override int LogitsFor(int features) => features * Vocabulary;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => $"logits.reshape(-1, {features}, {Vocabulary}).argmax(-1)";

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => AtPositions(logits).IndexOfLargest();

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => logits.Graph.Apply(new TokenCrossEntropy(), AtPositions(logits), target);

    private Node AtPositions(Node logits) => logits.Reshape(Shape.Batch(logits.Shape.Columns / Vocabulary, Vocabulary));
}
