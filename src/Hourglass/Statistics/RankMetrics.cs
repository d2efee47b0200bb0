namespace Hourglass.Statistics;

/// <summary>How well scores put positive rows before others, whatever the threshold.</summary>
public static class RankMetrics
{
    /// <summary>
    /// The area under the receiver operating characteristic: the share of pairs of a positive row and another in which the positive one has the
    /// higher score, equal scores counted half (Hanley and McNeil 1982). 0.5 is chance.
    /// </summary>
    /// <param name="scores">[rows]; higher is more positive; no NaN.</param>
    /// <param name="isPositive">[rows].</param>
    /// <returns>0..1, or null when all rows are of one kind.</returns>
    public static double? Auroc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive)
    {
        (List<(int Positives, int Others)> steps, long positives, long others) = Steps(scores, isPositive);
        if (positives == 0 || others == 0) return null;
        double pairs = 0;
        long below = others;
        foreach ((int positive, int other) in steps)
        {
            below -= other;
            pairs += positive * (below + (other / 2.0));
        }

        return pairs / positives / others;
    }

    /// <summary>
    /// Average precision: the precision at each distinct threshold, weighted by the recall it adds, from the highest score down; nothing is
    /// interpolated, as in scikit-learn's <c>average_precision_score</c>. The share of positive rows is chance.
    /// </summary>
    /// <param name="scores">[rows]; higher is more positive; no NaN.</param>
    /// <param name="isPositive">[rows].</param>
    /// <returns>0..1, or null when all rows are of one kind.</returns>
    public static double? AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive)
    {
        (List<(int Positives, int Others)> steps, long positives, long others) = Steps(scores, isPositive);
        if (positives == 0 || others == 0) return null;
        double sum = 0, found = 0, taken = 0;
        foreach ((int positive, int other) in steps)
        {
            found += positive;
            taken += positive + other;
            sum += positive * found / taken;
        }

        return sum / positives;
    }

    // Rows of each distinct score, from the highest down.
    private static (List<(int Positives, int Others)> Steps, long Positives, long Others) Steps(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive)
    {
        float[] sorted = scores.ToArray();
        bool[] kinds = isPositive.ToArray();
        Array.Sort(sorted, kinds);
        List<(int Positives, int Others)> steps = [];
        long positives = 0;
        for (int end = sorted.Length; end > 0;)
        {
            int start = end - 1;
            while (start > 0 && sorted[start - 1] == sorted[end - 1]) start--;
            int positive = kinds.AsSpan(start, end - start).Count(true);
            steps.Add((positive, end - start - positive));
            positives += positive;
            end = start;
        }

        return (steps, positives, sorted.Length - positives);
    }
}
