using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>Zeros around each picture: <c>[batch, height, width, channels] -> [batch, Top + height + Bottom, Left + width + Right, channels]</c>.</summary>
/// <param name="Top">Lines above, 0 or more; 0 for sequences.</param>
/// <param name="Bottom">Lines below, 0 or more; 0 for sequences.</param>
/// <param name="Left">Columns before, 0 or more.</param>
/// <param name="Right">Columns after, 0 or more.</param>
public sealed record ZeroPadding(int Top, int Bottom, int Left, int Right) : PictureLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "padding";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => [$"nn.ConstantPad{Dimensions(input)}(({Left}, {Right}{(input.Dimensions.Length == 3 ? $", {Top}, {Bottom}" : "")}), 0)"];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Math.Min(Math.Min(Top, Bottom), Math.Min(Left, Right)) >= 0, "padding", Math.Min(Math.Min(Top, Bottom), Math.Min(Left, Right)), "no lines or more on each side");
        return input.Graph.Apply(new Pad(new(Top, Bottom, Left, Right)), input);
    }
}
