using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>Each picture without its border: <c>[batch, height, width, channels] -> [batch, height - Top - Bottom, width - Left - Right, channels]</c>.</summary>
/// <param name="Top">Lines left out above, 0 or more; 0 for sequences.</param>
/// <param name="Bottom">Lines left out below, 0 or more; 0 for sequences.</param>
/// <param name="Left">Columns left out before, 0 or more.</param>
/// <param name="Right">Columns left out after, 0 or more.</param>
public sealed record Cropping(int Top, int Bottom, int Left, int Right) : PictureLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "cropping";

    /// <inheritdoc/>
    /// <remarks>Padding below zero takes away.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => [$"nn.ConstantPad{Dimensions(input)}(({-Left}, {-Right}{(input.Dimensions.Length == 3 ? $", {-Top}, {-Bottom}" : "")}), 0)"];

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Math.Min(Math.Min(Top, Bottom), Math.Min(Left, Right)) >= 0, "cropping", Math.Min(Math.Min(Top, Bottom), Math.Min(Left, Right)), "no lines or more on each side");
        Require(builder, Top + Bottom < size.Height, "lines left out", Top + Bottom, $"fewer than the {size.Height} lines of a picture");
        Require(builder, Left + Right < size.Width, "columns left out", Left + Right, $"fewer than the {size.Width} columns of a picture");
        return input.Graph.Apply(new Crop(new(Top, Bottom, Left, Right)), input);
    }
}
