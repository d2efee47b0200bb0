using System.Globalization;
using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector says of some rows, as sections of a report.</summary>
public static class AnomalyReport
{
    private const int Bins = 40, MostColumns = 30;

    /// <summary>The whole report.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="data">The rows.</param>
    /// <param name="scored">What it said of them.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static Report Of(AnomalyDetector detector, DataSet data, ScoreSummary scored, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        IReadOnlyList<Measure> measures = data.Labels is null ? [] : detector.Compare(data, scored, cancellationToken);
        return new(
            $"Anomalies in {data.Name}", measures.Count > 0 ? detector.Summarise(data, measures) : detector.Summarise(scored.Scores.Count, scored.Alarms.Count),
            [.. measures.Count > 0 ? [TrainingReport.MeasureSection(measures)] : Array.Empty<ReportSection>(), .. Sections(detector, data, scored)]);
    }

    /// <summary>A histogram of the scores with the threshold, the columns behind the alarms, and the rows with the highest scores with their reasons.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<ReportSection> Sections(AnomalyDetector detector, DataSet data, ScoreSummary scored) =>
        [Histogram(detector, data, scored.Scores), .. scored.Alarms.Count > 0 ? [Columns(scored)] : Array.Empty<ReportSection>(), TopRows(data, scored)];

    /// <summary>The rows with the highest scores, highest first.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="scored">What was said of them.</param>
    /// <param name="most">How many, at most as many as the summary keeps.</param>
    public static TableSection TopRows(DataSet data, ScoreSummary scored, int most = ScoreSummary.MostTop) => new(
        "The rows that look most wrong",
        ["row", .. data.Labels is null ? Array.Empty<string>() : ["label"], "score", "p-value", "first reason", "share", "observed", "expected"],
        [
            .. scored.Top.Take(most).Select(top => (IReadOnlyList<string>)
            [
                (top.Row + 1).ToString(CultureInfo.InvariantCulture), .. data.Labels is null ? Array.Empty<string>() : [data.Labels[top.Row]],
                Text(top.Answer.Score), Text(top.Answer.PValue),
                .. top.Answer.Reasons is [var reason, ..] ? [reason.Column, Percent(reason.Share), reason.ObservedText, reason.ExpectedText] : new[] { "-", "-", "-", "-" },
            ]),
        ]);

    private static TableSection Columns(ScoreSummary scored) => new(
        "Columns behind the alarms", ["column", "first reason of", "one of three reasons of", "share of all alarms"],
        [
            .. scored.Blame.Take(MostColumns).Select(column => (IReadOnlyList<string>)
                [column.About.Name, column.First.ToString("N0", CultureInfo.InvariantCulture), column.Among.ToString("N0", CultureInfo.InvariantCulture), Percent(column.Shares / scored.Alarms.Count)]),
        ]);

    private static LineSection Histogram(AnomalyDetector detector, DataSet data, IReadOnlyList<float> scored)
    {
        float[] all = [.. scored, .. detector.Calibration.Scores];
        double low = all.Min(), width = Math.Max(1e-6, (all.Max() - low) / Bins);
        List<ReportLine> lines = [Line("held back, normal", [.. detector.Calibration.Scores])];
        if (data.Labels is null || detector.Normal is null) lines.Add(Line("rows", [.. scored]));
        else
        {
            lines.Add(Line(detector.Normal, [.. scored.Where((_, row) => data.Labels[row] == detector.Normal)]));
            lines.Add(Line("other labels", [.. scored.Where((_, row) => data.Labels[row] != detector.Normal)]));
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

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
