using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// The largest number of each window: <c>[batch, height, width, channels] -> [batch, places, places, channels]</c>; padding is never the largest.
/// The gradient goes to the first of equal ones, as in PyTorch.
/// </summary>
/// <param name="Size">Height and width of the window, 1 or more.</param>
public sealed record MaxPooling(int Size) : Pooling(Size)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"max pooling {Size}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        if (!Same) return [$"nn.MaxPool{Dimensions(input)}({Size}, {Stride}, {Padding})"];
        (WindowAxis height, WindowAxis width) = WindowOver(input);
        string padding = input.Dimensions.Length == 3 ? $"{width.Before}, {width.After}, {height.Before}, {height.After}" : $"{width.Before}, {width.After}";
        return [$"nn.ConstantPad{Dimensions(input)}(({padding}), -float('inf'))", $"nn.MaxPool{Dimensions(input)}({Size}, {Stride})"];
    }

    /// <inheritdoc/>
    protected override Node Pool(Node input, PoolingWindow window) => input.MaxPool(window);
}
