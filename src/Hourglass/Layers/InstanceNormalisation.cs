using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Each channel of each picture brought to mean 0 and variance 1 over its pixels, then scaled and shifted:
/// <c>[batch, height, width, channels] -> [batch, height, width, channels]</c>. The same in training and afterwards. Source: Ulyanov, Vedaldi and Lempitsky 2016;
/// as PyTorch's <c>InstanceNorm2d</c> with <c>affine=True</c>. Parameters: <c>scale</c> and <c>offset</c> [channels].
/// </summary>
public sealed record InstanceNormalisation : PictureLayer
{
    /// <summary>Added to the variance; 1e-5 by default, as in PyTorch.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "instance normalisation";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) =>
        [FormattableString.Invariant($"nn.InstanceNorm{Dimensions(input)}({input.Features}, eps={Epsilon}, affine=True)")];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size) => GroupNormalisation.Normalise(builder, input, new GroupNormalise(new(size.Channels, Epsilon)));
}
