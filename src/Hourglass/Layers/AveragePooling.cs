using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// The mean of each window: <c>[batch, height, width, channels] -> [batch, places, places, channels]</c>. <see cref="Pooling.Padding"/> counts as zeros,
/// as by default in PyTorch (<c>count_include_pad</c>); that of <see cref="Pooling.Same"/> does not count, as in Keras.
/// </summary>
/// <param name="Size">Height and width of the window, 1 or more.</param>
public sealed record AveragePooling(int Size) : Pooling(Size)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"average pooling {Size}";

    /// <inheritdoc/>
    /// <remarks>PyTorch's pads both sides alike: where that of Keras's "same" does not, there is no module.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        if (!Same) return [$"nn.AvgPool{Dimensions(input)}({Size}, {Stride}, {Padding})"];
        (WindowAxis height, WindowAxis width) = WindowOver(input);
        if (height.Before != height.After || width.Before != width.After) return [];
        return [$"nn.AvgPool{Dimensions(input)}({Size}, {Stride}, {(input.Dimensions.Length == 3 ? $"({height.Before}, {width.Before})" : width.Before)}, count_include_pad=False)"];
    }

    /// <inheritdoc/>
    protected override Node Pool(Node input, PoolingWindow window) => input.Graph.Apply(new AveragePool(window, CountsPadding: !Same), input);
}
