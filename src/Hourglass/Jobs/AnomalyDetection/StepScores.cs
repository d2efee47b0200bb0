namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// What windows say of the steps they cover: each step gets the mean over the windows that it lies in, and then over as many steps around it as a window has.
/// </summary>
internal static class StepScores
{
    /// <summary>Scores of the steps of a series.</summary>
    /// <param name="windowScores">One for each window of the series, in order; NaN for a window that nothing can be said of.</param>
    /// <param name="length">Steps of a window.</param>
    /// <returns>[windows + length - 1]; a step of which nothing can be said has the lowest score of all.</returns>
    public static float[] Of(ReadOnlySpan<double> windowScores, int length)
    {
        int windows = windowScores.Length, steps = windows + length - 1;
        double[] covered = Means(windowScores, steps, step => (Math.Max(0, step - length + 1), Math.Min(windows, step + 1)));
        int half = length / 2;
        double[] smooth = Means(covered, steps, step => (Math.Max(0, step - half), Math.Min(steps, step + half + 1)));
        double lowest = smooth.Where(score => !double.IsNaN(score)).DefaultIfEmpty(double.NaN).Min();
        if (double.IsNaN(lowest)) throw new ArgumentException("Nothing can be said of any window.", nameof(windowScores));
        return [.. smooth.Select((score, step) => (float)(double.IsNaN(covered[step]) ? lowest : score))];
    }

    // The mean of a range of values for each step, those left out that are NaN; NaN where none is left.
    private static double[] Means(ReadOnlySpan<double> values, int steps, Func<int, (int From, int To)> rangeOf)
    {
        double[] sum = new double[values.Length + 1], count = new double[values.Length + 1], means = new double[steps];
        for (int i = 0; i < values.Length; i++)
        {
            bool isThere = !double.IsNaN(values[i]);
            sum[i + 1] = sum[i] + (isThere ? values[i] : 0);
            count[i + 1] = count[i] + (isThere ? 1 : 0);
        }

        for (int step = 0; step < steps; step++)
        {
            (int from, int to) = rangeOf(step);
            means[step] = count[to] > count[from] ? (sum[to] - sum[from]) / (count[to] - count[from]) : double.NaN;
        }

        return means;
    }
}
