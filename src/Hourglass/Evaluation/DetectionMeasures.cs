using Hourglass.Statistics;

namespace Hourglass.Evaluation;

/// <summary>How well anomalies are told from normal rows.</summary>
/// <param name="Auroc">Share of pairs of an anomaly and a normal row in which the anomaly has the higher score; null when there is only one kind of row.</param>
/// <param name="AveragePrecision">Precision averaged over recall, from the highest score down; null when there is only one kind of row.</param>
/// <param name="Precision">Share of anomalies among the alarms; null without alarms.</param>
/// <param name="Recall">Share of the anomalies that raise an alarm; null without anomalies.</param>
/// <param name="FalseAlarmRate">Share of the normal rows that raise one; null without normal rows.</param>
public sealed record DetectionMeasures(double? Auroc, double? AveragePrecision, double? Precision, double? Recall, double? FalseAlarmRate)
{
    /// <summary>Measures scores and alarms.</summary>
    /// <param name="scores">[rows]; higher is more abnormal.</param>
    /// <param name="isAlarm">[rows].</param>
    /// <param name="isAnomaly">[rows]: the truth.</param>
    public static DetectionMeasures Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isAlarm, ReadOnlySpan<bool> isAnomaly)
    {
        int alarms = isAlarm.Count(true), anomalies = isAnomaly.Count(true), found = 0;
        for (int row = 0; row < isAlarm.Length; row++) found += isAlarm[row] && isAnomaly[row] ? 1 : 0;
        return new(
            RankMetrics.Auroc(scores, isAnomaly), RankMetrics.AveragePrecision(scores, isAnomaly),
            Share(found, alarms), Share(found, anomalies), Share(alarms - found, isAnomaly.Length - anomalies));
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : part / (double)whole;
}
