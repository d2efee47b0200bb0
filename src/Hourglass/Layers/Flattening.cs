using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>All numbers of a picture or a sequence beside each other, line by line, channels together: <c>[batch, ...] -> [batch, numbers]</c>.</summary>
public sealed record Flattening : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "flattening";

    /// <inheritdoc/>
    /// <remarks>In PyTorch channels stand before pixels; the weights of a layer behind this one expect them last.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) => input.Dimensions.Length switch
    {
        3 => ["torchvision.ops.Permute([0, 2, 3, 1])", "nn.Flatten()"],
        2 => ["torchvision.ops.Permute([0, 2, 1])", "nn.Flatten()"],
        _ => ["nn.Flatten()"],
    };

    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input) => input.Reshape(Shape.Batch(input.Shape.Columns));
}
