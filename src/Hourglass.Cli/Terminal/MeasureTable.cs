using System.Text.Json.Nodes;
using Hourglass.Evaluation;

namespace Hourglass.Cli.Terminal;

/// <summary>Measures as a table, the rival's beside them, and as JSON.</summary>
internal static class MeasureTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<Measure> measures)
    {
        Measure[] shown = [.. measures.Where(measure => measure.IsShown)];
        string[] rivals = [.. shown.SelectMany(measure => measure.Rivals).Select(rival => rival.Name).Distinct()];
        return TextTable.Lines(
            ["measure", rivals.Length == 0 ? "value" : "autoencoder", .. rivals],
            shown.Select(measure => (string[])[
                measure.Name, measure.Word ?? Figures.Measure(measure.Value),
                .. rivals.Select(name => measure.Rivals.Any(rival => rival.Name == name) ? Figures.Measure(measure.Rivals.First(rival => rival.Name == name).Value) : "-")]));
    }

    /// <summary>The documented keys, those that the document has already left as they are (the seconds of a training); the value of a rival has the key of the measure with the rival's name behind it: <c>trustworthinessPca</c>.</summary>
    public static void AddTo(JsonObject document, IReadOnlyList<Measure> measures)
    {
        foreach (Measure measure in measures.Where(measure => !document.ContainsKey(measure.Key)))
        {
            document[measure.Key] = measure.Word is { } word ? word : measure.Value;
            foreach ((string name, double value) in measure.Rivals) document[measure.Key + Key(name)] = value;
        }
    }

    // "nearest neighbour" -> "NearestNeighbour", "PCA" -> "Pca".
    private static string Key(string name) => string.Concat(name.Split(' ', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
