using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A k-sparse code: the <paramref name="Count"/> largest numbers of each row stay, the others become 0, in training and afterwards:
/// <c>[batch, features] -> [batch, features]</c>. Usually of a linear code. Source: Makhzani and Frey 2014.
/// </summary>
/// <param name="Count">How many numbers of a row stay, 1 to all of them.</param>
public sealed record TopK(int Count) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"largest {Count}";

    /// <inheritdoc/>
    /// <remarks>PyTorch has no such module: one is made on the spot.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) =>
        [$"type('TopK', (nn.Module,), {{'forward': lambda self, x: (lambda top: (x * 0).scatter(-1, top.indices, top.values))(x.topk({Count}))}})()"];

    /// <inheritdoc/>
    /// <exception cref="InputException">The code has fewer numbers than are to stay, or none are.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (Count >= 1 && Count <= input.Shape.Columns) return input.KeepLargest(Count);
        throw new InputException(
            "The k-sparse code cannot be built.", $"k of '{builder.Graph.Scope}'", $"{Count}", $"1 to {input.Shape.Columns}, the numbers it keeps the largest of", "a smaller k, or a larger code");
    }
}
