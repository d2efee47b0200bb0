using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Each column brought to mean 0 and variance 1, then scaled and shifted: y = scale (x - mean) / sqrt(variance + epsilon) + offset,
/// <c>[batch, features] -> [batch, features]</c>. In training mean and variance are the batch's own, and moving averages of them are kept;
/// afterwards those averages are used. Source: Ioffe and Szegedy 2015; defaults and variance (divided by the rows) as in Keras.
/// Parameters: <c>scale</c> and <c>offset</c> [features]; states: <c>mean</c> and <c>variance</c> [features].
/// </summary>
public sealed record BatchNormalisation : Layer
{
    /// <summary>Added to the variance; 1e-3 by default.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>Share of the old average kept in a step; 0.99 by default.</summary>
    public double Momentum { get; init; } = 0.99;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "batch normalisation";

    /// <inheritdoc/>
    /// <remarks>PyTorch keeps the share of the new value, and a variance divided by one less than the rows.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => [FormattableString.Invariant($"nn.BatchNorm1d({input.Features}, eps={Epsilon}, momentum={Math.Round(1 - Momentum, 12)})")];

    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Shape features = Shape.Fixed(input.Shape.Columns);
        Node scale = builder.Parameter("scale", features, Initialiser.Ones);
        Node offset = builder.Parameter("offset", features, Initialiser.Zeros);
        Node averageMean = builder.State("mean", features, Initialiser.Zeros);
        Node averageVariance = builder.State("variance", features, Initialiser.Ones);
        builder.Torch.Tensor("weight", isTransposed: false, scale);
        builder.Torch.Tensor("bias", isTransposed: false, offset);
        builder.Torch.Tensor("running_mean", isTransposed: false, averageMean);
        builder.Torch.Tensor("running_var", isTransposed: false, averageVariance);
        if (!builder.IsTraining)
        {
            Node factor = scale / (averageVariance + Epsilon).SquareRoot();
            return (input * factor) + (offset - (averageMean * factor));
        }

        Node mean = input.MeanOfRows();
        Node centred = input - mean;
        Node variance = centred.Square().MeanOfRows();
        builder.Assign(averageMean, builder.Graph.Apply(new MovingAverage(Momentum), averageMean, mean));
        builder.Assign(averageVariance, builder.Graph.Apply(new MovingAverage(Momentum), averageVariance, variance));
        return (centred * (scale / (variance + Epsilon).SquareRoot())) + offset;
    }
}
