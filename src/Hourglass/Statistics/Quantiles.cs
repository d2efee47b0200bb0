namespace Hourglass.Statistics;

/// <summary>Quantiles of sorted values.</summary>
internal static class Quantiles
{
    /// <summary>Interquartile range of a normal distribution with standard deviation 1.</summary>
    private const double NormalInterquartileRange = 1.349;

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="sorted">The values in ascending order, at least one.</param>
    /// <param name="share">Which quantile, 0..1.</param>
    public static double Of(ReadOnlySpan<float> sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((position - below) * (above - sorted[below]));
    }

    /// <summary>The interquartile range / 1.349: the standard deviation where values are normal, and one that outliers do not move. 0 where half the values are equal.</summary>
    /// <param name="sorted">The values in ascending order, at least one.</param>
    public static double RobustDeviation(ReadOnlySpan<float> sorted) => (Of(sorted, 0.75) - Of(sorted, 0.25)) / NormalInterquartileRange;
}
