using System.Text.Json.Serialization;
using Hourglass.Graphs;

namespace Hourglass.Layers;

/// <summary>An activation as a layer of its own, for instance after a normalisation: <c>[batch, features] -> [batch, features]</c>.</summary>
/// <param name="Activation">The function.</param>
public sealed record Activate(Activation Activation) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => Activation.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => Activation.TorchModules is { Count: > 0 } modules ? modules : ["nn.Identity()"];

    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input) => Activation.Apply(input);
}
