namespace Hourglass.Statistics;

/// <summary>After how many steps a series resembles itself: the highest peak of its autocorrelation.</summary>
public static class Periodicity
{
    /// <summary>The least autocorrelation that tells of a period.</summary>
    public const double LeastCorrelation = 0.2;

    /// <summary>The lag of the highest local peak of the autocorrelation among some lags.</summary>
    /// <param name="values">[steps, width], step after step; a missing value (NaN) takes no part.</param>
    /// <param name="width">Columns; their autocorrelations are averaged, a constant one has none.</param>
    /// <param name="least">The smallest lag, 2 or more.</param>
    /// <param name="most">The largest lag; at most a third of the steps is looked at.</param>
    /// <returns>The lag, or null where no peak reaches <see cref="LeastCorrelation"/>.</returns>
    public static int? Of(ReadOnlySpan<float> values, int width, int least, int most)
    {
        int steps = values.Length / width, last = Math.Min(most, (steps / 3) - 1);
        if (last < least) return null;
        double[] correlation = Autocorrelation(values, width, last + 1);
        int? best = null;
        for (int lag = least; lag <= last; lag++)
        {
            bool isPeak = correlation[lag] > correlation[lag - 1] && correlation[lag] >= correlation[lag + 1];
            if (isPeak && correlation[lag] > (best is { } found ? correlation[found] : LeastCorrelation)) best = lag;
        }

        return best;
    }

    /// <summary>The mean over the columns of the autocorrelation, for lags from 0.</summary>
    /// <param name="values">[steps, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="most">The largest lag, less than the steps.</param>
    public static double[] Autocorrelation(ReadOnlySpan<float> values, int width, int most)
    {
        var correlation = new double[most + 1];
        int steps = values.Length / width, varying = 0;
        var centred = new double[steps];
        for (int column = 0; column < width; column++)
        {
            double variance = Centre(values, width, column, centred);
            if (!(variance > 0)) continue;
            varying++;
            for (int lag = 0; lag <= most; lag++)
            {
                double sum = 0;
                for (int step = lag; step < steps; step++) sum += centred[step] * centred[step - lag];
                correlation[lag] += sum / variance;
            }
        }

        for (int lag = 0; lag <= most && varying > 0; lag++) correlation[lag] /= varying;
        return correlation;
    }

    // A missing value lies at the mean. Gives the sum of squares.
    private static double Centre(ReadOnlySpan<float> values, int width, int column, double[] centred)
    {
        double sum = 0, squares = 0;
        int count = 0;
        for (int step = 0; step < centred.Length; step++)
        {
            float value = values[(step * width) + column];
            if (float.IsNaN(value)) continue;
            sum += value;
            count++;
        }

        for (int step = 0; step < centred.Length; step++)
        {
            float value = values[(step * width) + column];
            centred[step] = float.IsNaN(value) ? 0 : value - (sum / count);
            squares += centred[step] * centred[step];
        }

        // What is left of a constant column is rounding.
        return squares > 1e-12 * count * Math.Pow(sum / Math.Max(1, count), 2) ? squares : 0;
    }
}
