using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Each row brought to mean 0 and variance 1, then scaled and shifted per column: y = scale (x - mean) / sqrt(variance + epsilon) + offset,
/// <c>[batch, features] -> [batch, features]</c>. Of a picture or a sequence, <c>[batch, height, width, channels]</c>, each pixel is normalised over its channels, as
/// Keras's <c>LayerNormalization</c> does and PyTorch's <c>LayerNorm(channels)</c> where channels are last; over the whole picture: <see cref="GroupNormalisation"/> with
/// one group. Source: Ba, Kiros and Hinton 2016. Parameters: <c>scale</c> and <c>offset</c> [features].
/// </summary>
public sealed record LayerNormalisation : Layer
{
    /// <summary>Added to the variance; 1e-5 by default, as in PyTorch.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "layer normalisation";

    /// <inheritdoc/>
    /// <remarks>PyTorch has the channels of pictures first, and so normalises other numbers: there is no module for them.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => input.Dimensions.Length > 1 ? [] : [FormattableString.Invariant($"nn.LayerNorm({input.Features}, eps={Epsilon})")];

    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (PictureSize.IsPicture(input.Shape)) return GroupNormalisation.Normalise(builder, input, new LayerNormalise(Epsilon));
        int features = input.Shape.Columns;
        Node scale = builder.Parameter("scale", Shape.Fixed(features), Initialiser.Ones);
        Node offset = builder.Parameter("offset", Shape.Fixed(features), Initialiser.Zeros);
        builder.Torch.Tensor("weight", isTransposed: false, scale);
        builder.Torch.Tensor("bias", isTransposed: false, offset);
        Node centred = input - (input.SumColumns() * (1.0 / features));
        Node variance = centred.Square().SumColumns() * (1.0 / features);
        return (centred / (variance + Epsilon).SquareRoot() * scale) + offset;
    }
}
