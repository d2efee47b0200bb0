using Hourglass.LinearAlgebra;

namespace Hourglass.Statistics;

/// <summary>
/// How much a table of generated rows looks like a real one, column by column and pair by pair, as SDMetrics and the TabSyn protocol count it for
/// columns of numbers. Columns drawn independently are perfect in shape; only the trend shows what belongs together.
/// </summary>
/// <param name="ShapeError">Mean over columns of the two-sample Kolmogorov-Smirnov distance, 0 (equal distributions) to 1.</param>
/// <param name="TrendError">Mean over pairs of columns of half the difference of their Pearson correlations, 0 to 1; null for one column. Columns that are constant in the real rows are left out.</param>
public sealed record TableFidelity(double ShapeError, double? TrendError)
{
    /// <summary>Compares two tables.</summary>
    /// <param name="real"><c>[rows, width]</c>, one row after the other; 2 rows or more.</param>
    /// <param name="generated"><c>[rows, width]</c>; 2 rows or more.</param>
    /// <param name="width">Columns of a row.</param>
    public static TableFidelity Of(float[] real, float[] generated, int width)
    {
        var distances = new double[width];
        Parallel.For(0, width, column => distances[column] = Distance(Column(real, width, column), Column(generated, width, column)));
        return new(distances.Average(), Trend(real, generated, width));
    }

    /// <summary>The largest difference between two cumulative distributions (Smirnov 1939); SciPy's <c>ks_2samp</c> statistic.</summary>
    /// <param name="first">Values, in any order.</param>
    /// <param name="second">Others.</param>
    public static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        float[] a = [.. first], b = [.. second];
        Array.Sort(a);
        Array.Sort(b);
        double largest = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            float value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= value) i++;
            while (j < b.Length && b[j] <= value) j++;
            largest = Math.Max(largest, Math.Abs((i / (double)a.Length) - (j / (double)b.Length)));
        }

        return largest;
    }

    private static float[] Column(float[] rows, int width, int column)
    {
        var values = new float[rows.Length / width];
        for (int row = 0; row < values.Length; row++) values[row] = rows[(row * width) + column];
        return values;
    }

    private static double? Trend(float[] real, float[] generated, int width)
    {
        (double[] reference, double[] other) = (CovarianceOf(real, width), CovarianceOf(generated, width));
        double sum = 0;
        long pairs = 0;
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Correlation(reference, width, i, j) is not { } expected) continue;
                sum += Math.Abs(expected - (Correlation(other, width, i, j) ?? 0)) / 2;
                pairs++;
            }
        }

        return pairs == 0 ? null : sum / pairs;
    }

    private static double[] CovarianceOf(float[] rows, int width) =>
        Covariance.Of(rows.Length / width, width, (row, target) => rows.AsSpan(row * width, width).CopyTo(target)).Matrix;

    // Null where a column does not vary.
    private static double? Correlation(double[] covariance, int width, int i, int j)
    {
        double deviations = Math.Sqrt(covariance[(i * width) + i]) * Math.Sqrt(covariance[(j * width) + j]);
        return deviations > 1e-12 ? covariance[(i * width) + j] / deviations : null;
    }
}
