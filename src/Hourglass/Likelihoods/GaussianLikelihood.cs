using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// A normal distribution for each value, whose mean m and deviation s the decoder gives (two logits a value: all means, then all raw
/// deviations): the loss of a row is sum over values of (x - m)^2 / (2 s^2) + ln s + ln(2 pi)/2 nats, with s = <see cref="SmallestDeviation"/> + softplus(raw).
/// Source: Nix and Weigend 1994. For tables: columns that can be predicted well count more, and samples scatter as the data does.
/// </summary>
public sealed record GaussianLikelihood : Likelihood
{
    /// <summary>The least deviation, in units of the scaled data, so that no value can be predicted infinitely well; 0.02 by default.</summary>
    public double SmallestDeviation { get; init; } = 0.02;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsProbability => true;

    /// <inheritdoc/>
    public override int LogitsFor(int features) => 2 * features;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => $"logits[:, :{features}]";

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => logits.TakeColumns(0, logits.Shape.Columns / 2);

    /// <inheritdoc/>
    public override Node Sample(Node logits)
    {
        Node deviation = Deviation(logits);
        return Reconstruction(logits) + (deviation * logits.Graph.Apply(new RandomNormal(logits.Graph.UniquePathOf("sample"), deviation.Shape)));
    }

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target)
    {
        Node deviation = Deviation(logits);
        Node distance = (target - Reconstruction(logits)) / deviation;
        return ((distance.Square() * 0.5) + deviation.Log() + (0.5 * Math.Log(2 * Math.PI))).SumColumns();
    }

    private Node Deviation(Node logits) => logits.TakeColumns(logits.Shape.Columns / 2, logits.Shape.Columns / 2).Softplus() + SmallestDeviation;
}
