using System.Globalization;
using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector says of some rows, as sections of a report.</summary>
public static class AnomalyReport
{
    private const int Bins = 40, MostRows = 20;

    /// <summary>The whole report.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="data">The rows.</param>
    /// <param name="scored">What it said of them.</param>
    public static Report Of(AnomalyDetector detector, DataSet data, IReadOnlyList<ScoredRow> scored) => new(
        $"Anomalies in {data.Name}", detector.Summarise(scored.Count, scored.Count(row => row.IsAnomaly)), Sections(detector, data, scored));

    /// <summary>A histogram of the scores with the threshold, and the rows with the highest ones with their reasons.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<ReportSection> Sections(AnomalyDetector detector, DataSet data, IReadOnlyList<ScoredRow> scored) =>
        [Histogram(detector, data, scored), TopRows(data, scored)];

    /// <summary>The rows with the highest scores, highest first.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="scored">What was said of them.</param>
    /// <param name="most">How many.</param>
    public static TableSection TopRows(DataSet data, IReadOnlyList<ScoredRow> scored, int most = MostRows) => new(
        "The rows that look most wrong",
        ["row", .. data.Labels is null ? Array.Empty<string>() : ["label"], "score", "p-value", "first reason", "observed", "expected"],
        [
            .. Enumerable.Range(0, scored.Count).OrderByDescending(row => scored[row].Score).Take(most).Select(row => (IReadOnlyList<string>)
            [
                (row + 1).ToString(CultureInfo.InvariantCulture), .. data.Labels is null ? Array.Empty<string>() : [data.Labels[row]],
                Text(scored[row].Score), Text(scored[row].PValue),
                .. scored[row].Reasons is [var reason, ..] ? [reason.Column, reason.ObservedText, reason.ExpectedText] : new[] { "-", "-", "-" },
            ]),
        ]);

    private static LineSection Histogram(AnomalyDetector detector, DataSet data, IReadOnlyList<ScoredRow> scored)
    {
        float[] all = [.. scored.Select(row => row.Score), .. detector.Calibration.Scores];
        double low = all.Min(), width = Math.Max(1e-6, (all.Max() - low) / Bins);
        List<ReportLine> lines = [Line("held back, normal", [.. detector.Calibration.Scores])];
        if (data.Labels is null || detector.Normal is null) lines.Add(Line("rows", [.. scored.Select(row => row.Score)]));
        else
        {
            lines.Add(Line(detector.Normal, [.. scored.Where((_, row) => data.Labels[row] == detector.Normal).Select(row => row.Score)]));
            lines.Add(Line("other labels", [.. scored.Where((_, row) => data.Labels[row] != detector.Normal).Select(row => row.Score)]));
        }

        double top = lines.Max(line => line.Points.Max(point => point.Y));
        lines.Add(new("threshold", [(detector.Threshold, 0), (detector.Threshold, top)]));
        return new("Scores", "score", "share of the rows", lines);

        ReportLine Line(string name, float[] scores)
        {
            var counts = new int[Bins];
            foreach (float score in scores) counts[Math.Min(Bins - 1, (int)((score - low) / width))]++;
            return new(name, [.. counts.SelectMany((count, bin) => ((double, double)[])
                [(low + (bin * width), count / (double)Math.Max(1, scores.Length)), (low + ((bin + 1) * width), count / (double)Math.Max(1, scores.Length))])]);
        }
    }

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
