using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Each column brought to mean 0 and variance 1, then scaled and shifted: y = scale (x - mean) / sqrt(variance + epsilon) + offset,
/// <c>[batch, features] -> [batch, features]</c>; of pictures and sequences each channel, over all pixels of the batch:
/// <c>[batch, height, width, channels] -> [batch, height, width, channels]</c>. In training mean and variance are the batch's own, and moving averages of them are kept;
/// afterwards those averages are used. Source: Ioffe and Szegedy 2015; defaults and variance (divided by the rows) as in Keras.
/// Parameters: <c>scale</c> and <c>offset</c> [features] or
/// [channels]; states: <c>mean</c> and <c>variance</c>, the same.
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
    /// <remarks>PyTorch keeps the share of the new value, and a variance divided by one less than the numbers it is of.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => [FormattableString.Invariant($"nn.BatchNorm{(input.Dimensions.Length == 3 ? 2 : 1)}d({input.Features}, eps={Epsilon}, momentum={Math.Round(1 - Momentum, 12)})")];

    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Shape features = Shape.Fixed(input.Shape.Features);
        Node scale = builder.Parameter("scale", features, Initialiser.Ones);
        Node offset = builder.Parameter("offset", features, Initialiser.Zeros);
        Node averageMean = builder.State("mean", features, Initialiser.Zeros);
        Node averageVariance = builder.State("variance", features, Initialiser.Ones);
        builder.Torch.Tensor("weight", isTransposed: false, scale);
        builder.Torch.Tensor("bias", isTransposed: false, offset);
        builder.Torch.Tensor("running_mean", isTransposed: false, averageMean);
        builder.Torch.Tensor("running_var", isTransposed: false, averageVariance);
        if (PictureSize.IsPicture(input.Shape))
        {
            (Node Mean, Node Variance) own = builder.IsTraining ? MomentsOfChannels(input) : (averageMean, averageVariance);
            if (builder.IsTraining) Keep(builder, averageMean, own.Mean, averageVariance, own.Variance);
            return builder.Graph.Apply(new BatchNormalise(Epsilon, OwnStatistics: builder.IsTraining), input, own.Mean, own.Variance, scale, offset);
        }

        if (!builder.IsTraining)
        {
            Node factor = scale / (averageVariance + Epsilon).SquareRoot();
            return (input * factor) + (offset - (averageMean * factor));
        }

        Node mean = input.MeanOfRows();
        Node centred = input - mean;
        Node variance = centred.Square().MeanOfRows();
        Keep(builder, averageMean, mean, averageVariance, variance);
        return (centred * (scale / (variance + Epsilon).SquareRoot())) + offset;
    }

    // Of all pixels of the batch: from those of each picture, whose number of pixels is the same.
    private static (Node Mean, Node Variance) MomentsOfChannels(Node input)
    {
        int channels = input.Shape.Features;
        Node moments = input.Graph.Apply(new ChannelMoments(), input), means = moments.TakeColumns(0, channels), mean = means.MeanOfRows();
        return (mean, (moments.TakeColumns(channels, channels) + (means - mean).Square()).MeanOfRows());
    }

    private void Keep(GraphBuilder builder, Node averageMean, Node mean, Node averageVariance, Node variance)
    {
        builder.Assign(averageMean, builder.Graph.Apply(new MovingAverage(Momentum), averageMean, mean));
        builder.Assign(averageVariance, builder.Graph.Apply(new MovingAverage(Momentum), averageVariance, variance));
    }
}
