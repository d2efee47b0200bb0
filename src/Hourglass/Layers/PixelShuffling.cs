using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Channels become pixels: <c>[batch, height, width, Factor^2 channels] -> [batch, Factor height, Factor width, channels]</c>; for sequences
/// <c>[batch, positions, Factor channels] -> [batch, Factor positions, channels]</c>. Channels in the order of PyTorch's <c>PixelShuffle</c>.
/// Source: Shi et al. 2016, equation 4.
/// </summary>
/// <param name="Factor">How many times as high and as wide, 1 or more.</param>
public sealed record PixelShuffling(int Factor) : PictureLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"pixel shuffling {Factor}";

    /// <inheritdoc/>
    /// <remarks>For sequences PyTorch has none.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => input.Dimensions.Length == 3 ? [$"nn.PixelShuffle({Factor})"] : [];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        int heightFactor = input.Shape.Dimensions.Length == 3 ? Factor : 1;
        Require(builder, Factor > 0, "factor", Factor, "a factor of at least 1");
        Require(builder, size.Channels % (heightFactor * Factor) == 0, "channels before", size.Channels, $"a multiple of {heightFactor * Factor}");
        return input.Graph.Apply(new PixelShuffle(heightFactor, Factor), input);
    }
}
