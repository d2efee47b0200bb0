using System.Text.Json.Nodes;
using Hourglass.Evaluation;

namespace Hourglass.Cli.Terminal;

/// <summary>Measures as a table, the rival's beside them, and as JSON.</summary>
internal static class MeasureTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<Measure> measures)
    {
        Measure[] shown = [.. measures.Where(measure => measure.IsShown)];
        string[] rivals = [.. shown.Where(measure => measure.Rival is not null).Select(measure => measure.Rival!.Value.Name).Distinct()];
        return TextTable.Lines(
            ["measure", rivals.Length == 0 ? "value" : "autoencoder", .. rivals],
            shown.Select(measure => (string[])[
                measure.Name, measure.Word ?? Figures.Measure(measure.Value),
                .. rivals.Select(rival => measure.Rival?.Name == rival ? Figures.Measure(measure.Rival.Value.Value) : "-")]));
    }

    /// <summary>The documented keys, those that the document has already left as they are (the seconds of a training); a rival's value has the key of the measure with the rival's name behind it: <c>trustworthinessPca</c>.</summary>
    public static void AddTo(JsonObject document, IReadOnlyList<Measure> measures)
    {
        foreach (Measure measure in measures.Where(measure => !document.ContainsKey(measure.Key)))
        {
            document[measure.Key] = measure.Word is { } word ? word : measure.Value;
            if (measure.Rival is { } rival) document[measure.Key + Key(rival.Name)] = rival.Value;
        }
    }

    // "nearest neighbour" -> "NearestNeighbour", "PCA" -> "Pca".
    private static string Key(string name) => string.Concat(name.Split(' ', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
