using System.Text.Json.Nodes;
using Hourglass.Layers;

namespace Hourglass.Cli.Terminal;

/// <summary>Layers as a table and as JSON.</summary>
internal static class LayerTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<LayerSummary> layers) => TextTable.Lines(
        ["layer", "kind", "numbers in", "out", "parameters"],
        layers.Select(layer => (string[])[layer.Path, layer.Kind, Figures.Count(layer.Inputs), Figures.Count(layer.Outputs), Figures.Count(layer.Parameters)]), 2);

    public static JsonArray ToJson(IReadOnlyList<LayerSummary> layers) => new([.. layers.Select(layer => (JsonNode)new JsonObject
    {
        ["path"] = layer.Path,
        ["kind"] = layer.Kind,
        ["inputs"] = layer.Inputs,
        ["outputs"] = layer.Outputs,
        ["parameters"] = layer.Parameters,
    })]);
}
