using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>The mean of each channel: <c>[batch, height, width, channels] -> [batch, channels]</c>. Source: Lin, Chen and Yan 2014, section 3.2.</summary>
public sealed record GlobalAveragePooling : PictureLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "global average pooling";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => [$"nn.AdaptiveAvgPool{Dimensions(input)}(1)", "nn.Flatten()"];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size) => input.SumPositions() * (1.0 / size.Pixels);
}
