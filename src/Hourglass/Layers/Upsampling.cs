using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>How pixels between pixels are made.</summary>
public enum UpsamplingMode
{
    /// <summary>Every pixel is repeated.</summary>
    Nearest,

    /// <summary>Linear between pixels in both directions, corners not aligned.</summary>
    Bilinear,
}

/// <summary>
/// Pictures made larger: <c>[batch, height, width, channels] -> [batch, Factor height, Factor width, channels]</c>; sequences are made longer. As Keras's
/// <c>UpSampling2D</c> and PyTorch's <c>Upsample</c> with <c>align_corners=False</c>.
/// </summary>
/// <param name="Factor">How many times as high and as wide, 1 or more.</param>
public sealed record Upsampling(int Factor) : PictureLayer
{
    /// <summary>How pixels between pixels are made; by repetition by default.</summary>
    public UpsamplingMode Mode { get; init; } = UpsamplingMode.Nearest;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => Mode == UpsamplingMode.Nearest ? $"up-sampling {Factor}" : $"bilinear up-sampling {Factor}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) =>
        [$"nn.Upsample(scale_factor={Factor}{(Mode == UpsamplingMode.Nearest ? "" : input.Dimensions.Length == 3 ? ", mode='bilinear'" : ", mode='linear'")})"];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Factor > 0, "factor", Factor, "a factor of at least 1");
        int heightFactor = input.Shape.Dimensions.Length == 3 ? Factor : 1;
        return input.Graph.Apply(
            Mode == UpsamplingMode.Nearest ? new UpsampleNearest(heightFactor, Factor) : new UpsampleBilinear(size.Height * heightFactor, size.Width * Factor), input);
    }
}
