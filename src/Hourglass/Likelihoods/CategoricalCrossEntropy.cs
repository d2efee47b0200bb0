using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// Categorical cross-entropy in nats: -sum over columns of x ln softmax(logits), for rows x that are shares of one whole (one-hot rows
/// among them); Keras's <c>categorical_crossentropy</c>.
/// </summary>
public sealed record CategoricalCrossEntropy : Likelihood
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsProbability => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsUnitInterval => true;

    /// <inheritdoc/>
    /// <exception cref="InputException">The rows are pictures: their pixels are no shares of one whole.</exception>
    public override Likelihood ForRows(ImmutableArray<int> rowShape) => rowShape.Length == 1
        ? this
        : throw new InputException(
            "The categorical cross-entropy takes no pictures.", "the shape of a row", $"[{string.Join(", ", rowShape)}]", "rows of numbers that are shares of one whole, such as one-hot rows",
            "--loss bce (or mse) compares each pixel for itself; rows that are shares: WithRowShape(width) of the data");

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => "nn.Softmax(dim=1)(logits)";

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => logits.Softmax();

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target) => (logits.LogSumExp() * target.SumColumns()) - (logits * target).SumColumns();
}
