namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>A stretch of a series in which steps raise an alarm.</summary>
/// <param name="Start">The first step of it, from 0.</param>
/// <param name="End">The last step of it.</param>
/// <param name="Peak">The step with the highest score.</param>
/// <param name="Score">That score.</param>
/// <param name="PValue">The p-value there.</param>
/// <param name="Columns">The columns that are furthest from what is expected, over the whole stretch, the worst first; at most three.</param>
public sealed record AnomalyInterval(int Start, int End, int Peak, float Score, double PValue, IReadOnlyList<string> Columns)
{
    private const int MostColumns = 3;

    // A column with less than this part of what is odd is no reason.
    private const double LeastShare = 0.1;

    /// <summary>The stretches in which steps raise an alarm, in the order of time. Alarms with fewer steps between them than half a window belong together.</summary>
    /// <param name="scored">What a detector said of the steps of a series.</param>
    /// <param name="window">Steps of its windows.</param>
    public static IReadOnlyList<AnomalyInterval> Of(IReadOnlyList<ScoredRow> scored, int window)
    {
        ArgumentNullException.ThrowIfNull(scored);
        List<AnomalyInterval> intervals = [];
        int? start = null;
        int last = 0;
        for (int step = 0; step < scored.Count; step++)
        {
            if (!scored[step].IsAnomaly) continue;
            if (start is { } begun && step - last > Math.Max(1, window / 2))
            {
                intervals.Add(Between(scored, begun, last));
                start = null;
            }

            start ??= step;
            last = step;
        }

        if (start is { } open) intervals.Add(Between(scored, open, last));
        return intervals;
    }

    private static AnomalyInterval Between(IReadOnlyList<ScoredRow> scored, int start, int end)
    {
        int peak = Enumerable.Range(start, end - start + 1).MaxBy(step => scored[step].Score);
        (string Column, double Share)[] shares =
        [
            .. Enumerable.Range(start, end - start + 1).SelectMany(step => scored[step].Reasons).GroupBy(reason => reason.Column)
                .Select(group => (group.Key, group.Sum(reason => reason.Share) / (end - start + 1))).OrderByDescending(column => column.Item2),
        ];
        return new(start, end, peak, scored[peak].Score, scored[peak].PValue, [.. shares.Where((column, i) => i == 0 || column.Share >= LeastShare).Take(MostColumns).Select(column => column.Column)]);
    }
}
