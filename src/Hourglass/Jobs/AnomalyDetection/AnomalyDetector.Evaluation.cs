using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.AnomalyDetection;

// How well it tells anomalies from normal rows, beside its rivals.
public sealed partial class AnomalyDetector
{
    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        DataSet aligned = _scoring.Align(data);
        return [.. Autoencoder.Evaluate(_scoring.InputsOf(aligned)).ToMeasures(), .. Compare(data, ScoreSummary.Of(EnumerateScores(data, cancellationToken)), cancellationToken)];
    }

    /// <summary>How well it tells anomalies from normal rows, as far as there are labels, beside the rivals, fitted to the training rows that it keeps.</summary>
    /// <param name="data">The rows, in original units.</param>
    /// <param name="scored">What it said of them.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public IReadOnlyList<Measure> Compare(DataSet data, ScoreSummary scored, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scored);
        data = _scoring.Align(data);
        var isAlarm = new bool[data.Rows];
        foreach (int row in scored.Alarms) isAlarm[row] = true;
        DetectionMeasures? own = null;
        List<(string Name, DetectionMeasures Measures)> rivals = [];
        if (data.Labels is not null)
        {
            string normal = NormalOf(data)!;
            bool[] isAnomaly = [.. data.Labels.Select(label => label != normal)];
            own = DetectionMeasures.Of([.. scored.Scores], isAlarm, isAnomaly);
            rivals = [.. _scoring.Rivals(data, cancellationToken).Select(rival => (rival.Name, DetectionMeasures.Of(rival.Scores, new bool[data.Rows], isAnomaly)))];
        }

        return
        [
            new("anomalies", "rows that look wrong", scored.Alarms.Count),
            new("auroc", "AUROC", own?.Auroc) { Rivals = Beside(measures => measures.Auroc) },
            new("averagePrecision", "average precision", own?.AveragePrecision) { Rivals = Beside(measures => measures.AveragePrecision) },
            new("precision", "precision: share of alarms that are right", own?.Precision),
            new("recall", "recall: share of anomalies found", own?.Recall),
            new("falseAlarmRate", "false alarms among normal rows", own?.FalseAlarmRate),
        ];

        (string, double)[] Beside(Func<DetectionMeasures, double?> value) =>
            [.. rivals.Where(rival => value(rival.Measures) is not null).Select(rival => (rival.Name, value(rival.Measures)!.Value))];
    }

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        Measure auroc = measures.First(measure => measure.Key == "auroc");
        string labels = "";
        if (auroc.Value is { } area)
        {
            labels = FormattableString.Invariant($" The labels say{(Normal is null ? $" ('{NormalOf(data)}', the most frequent one, being normal)" : "")}: AUROC {area:0.000}{(auroc.Rivals.Count > 0 ? $" ({string.Join(", ", auroc.Rivals.Select(rival => FormattableString.Invariant($"{rival.Name} {rival.Value:0.000}")))})" : "")}.");
            if (auroc.Rivals.Any(rival => rival.Value >= area))
                labels += $" Here the autoencoders do not pay: {auroc.Rivals.MaxBy(rival => rival.Value).Name} alone tells as much or more.";
        }

        return Summarise(data.Rows, (int)(measures.First(measure => measure.Key == "anomalies").Value ?? 0)) + labels;
    }

    // Who trained without labels may have some to measure by.
    private string? NormalOf(DataSet data) => Normal ?? AnomalyDetection.MostFrequent(data.Labels);

    /// <summary>What was found, in one plain sentence.</summary>
    /// <param name="rows">Rows scored.</param>
    /// <param name="anomalies">How many of them raised an alarm.</param>
    public string Summarise(int rows, int anomalies) => FormattableString.Invariant(
        $"{anomalies:N0} of {rows:N0} rows look wrong; about {Math.Round(rows * FalseAlarms):N0} would by chance at a rate of {Percent(FalseAlarms)}.");
}
