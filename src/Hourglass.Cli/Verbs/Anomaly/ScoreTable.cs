using System.Globalization;
using Hourglass.Data;
using Hourglass.Formats.Csv;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary>Scored rows as CSV: keys, times and the label where there are such, the row's number from 1, score, p-value, alarm (1 or 0), three reasons.</summary>
internal static class ScoreTable
{
    public static void Write(Stream stream, DataSet data, string label, IEnumerable<ScoredRow> scored)
    {
        IReadOnlyList<TextColumn> texts = data.Texts;
        using var writer = new CsvTableWriter(stream,
        [
            .. texts.Select(column => column.Name), .. data.Labels is null ? Array.Empty<string>() : [label], "row", "score", "p_value", "is_anomaly",
            .. Enumerable.Range(1, ScoredRow.MostReasons).SelectMany(i => (string[])[$"reason{i}_column", $"reason{i}_observed", $"reason{i}_expected"]),
        ]);
        int row = 0;
        foreach (ScoredRow at in scored)
        {
            writer.WriteRow(
            [
                .. texts.Select(column => column.Values[row]), .. data.Labels is null ? Array.Empty<string>() : [data.Labels[row]], (row + 1).ToString(CultureInfo.InvariantCulture),
                Text(at.Score), at.PValue.ToString(CultureInfo.InvariantCulture), at.IsAnomaly ? "1" : "0",
                .. Enumerable.Range(0, ScoredRow.MostReasons).SelectMany(i => i < at.Reasons.Count ? [at.Reasons[i].Column, at.Reasons[i].ObservedCell, at.Reasons[i].About.Text(at.Reasons[i].Expected)] : new[] { "", "", "" }),
            ], []);
            row++;
        }
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
