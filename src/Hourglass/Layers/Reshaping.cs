using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>The numbers of each row in other dimensions: <c>[batch, ...] -> [batch, Dimensions]</c>; a row becomes a picture <c>[height, width, channels]</c> or a sequence.</summary>
/// <param name="Dimensions">As many numbers as the row has.</param>
public sealed record Reshaping(ImmutableArray<int> Dimensions) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"reshaping to {string.Join(" x ", Dimensions)}";

    /// <inheritdoc/>
    /// <remarks>In PyTorch channels stand before pixels.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        string apart = $"nn.Unflatten(1, ({string.Join(", ", Dimensions)}))";
        IReadOnlyList<string> modules = Dimensions.Length switch
        {
            1 => [],
            2 => [apart, "torchvision.ops.Permute([0, 2, 1])"],
            3 => [apart, "torchvision.ops.Permute([0, 3, 1, 2])"],
            _ => [apart],
        };
        return input.Dimensions.Length > 1 ? [.. new Flattening().TorchModules(input), .. modules] : modules.Count > 0 ? modules : ["nn.Identity()"];
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The row has another number of numbers.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        long count = Dimensions.Aggregate(1L, (product, dimension) => product * dimension);
        if (Dimensions.Any(dimension => dimension < 1) || count != input.Shape.Columns)
        {
            throw new InputException(
                "The row cannot be given these dimensions.", $"layer '{builder.Graph.Scope}'", $"[{string.Join(", ", Dimensions)}]",
                $"dimensions of 1 or more, {input.Shape.Columns} numbers in all", "change this setting, or the layer before");
        }

        return input.Reshape(Shape.Batch(Dimensions.AsSpan()));
    }
}
