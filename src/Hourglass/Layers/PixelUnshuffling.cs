using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Pixels become channels, the inverse of <see cref="PixelShuffling"/>: <c>[batch, Factor height, Factor width, channels] -> [batch, height, width, Factor^2 channels]</c>;
/// for sequences <c>[batch, Factor positions, channels] -> [batch, positions, Factor channels]</c>.
/// </summary>
/// <param name="Factor">How many times as low and as narrow, 1 or more.</param>
public sealed record PixelUnshuffling(int Factor) : PictureLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"pixel unshuffling {Factor}";

    /// <inheritdoc/>
    /// <remarks>For sequences PyTorch has none.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => input.Dimensions.Length == 3 ? [$"nn.PixelUnshuffle({Factor})"] : [];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        int heightFactor = input.Shape.Dimensions.Length == 3 ? Factor : 1;
        Require(builder, Factor > 0, "factor", Factor, "a factor of at least 1");
        Require(builder, size.Height % heightFactor == 0, "height before", size.Height, $"a multiple of {Factor}");
        Require(builder, size.Width % Factor == 0, "width before", size.Width, $"a multiple of {Factor}");
        return input.Graph.Apply(new PixelUnshuffle(heightFactor, Factor), input);
    }
}
