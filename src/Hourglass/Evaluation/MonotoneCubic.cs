namespace Hourglass.Evaluation;

/// <summary>
/// A curve through given points that rises and falls only where they do: cubic between two neighbours, smooth at each (PCHIP).
/// Source: Fritsch and Butland 1984; at the ends the three-point rule of Moler.
/// </summary>
internal sealed class MonotoneCubic
{
    private readonly double[] _x, _y, _slopes;

    /// <summary>The curve through some points.</summary>
    /// <param name="x">Strictly increasing, two or more.</param>
    /// <param name="y">As many.</param>
    public MonotoneCubic(double[] x, double[] y)
    {
        (_x, _y) = (x, y);
        double[] widths = [.. x.Zip(x.Skip(1), (left, right) => right - left)], rises = [.. widths.Select((width, i) => (y[i + 1] - y[i]) / width)];
        _slopes = new double[x.Length];
        for (int i = 1; i < x.Length - 1; i++)
        {
            // The harmonic mean, weighted by the widths; flat where the curve turns.
            (double before, double after) = ((2 * widths[i]) + widths[i - 1], widths[i] + (2 * widths[i - 1]));
            _slopes[i] = rises[i - 1] * rises[i] <= 0 ? 0 : (before + after) / ((before / rises[i - 1]) + (after / rises[i]));
        }

        _slopes[0] = rises.Length == 1 ? rises[0] : EndSlope(widths[0], widths[1], rises[0], rises[1]);
        _slopes[^1] = rises.Length == 1 ? rises[0] : EndSlope(widths[^1], widths[^2], rises[^1], rises[^2]);
    }

    /// <summary>The mean of the curve over a range within its points.</summary>
    public double Mean(double low, double high)
    {
        double sum = 0;
        for (int i = 0; i < _x.Length - 1; i++)
        {
            (double from, double to) = (Math.Max(low, _x[i]), Math.Min(high, _x[i + 1]));
            if (from < to) sum += IntegralTo(i, to) - IntegralTo(i, from);
        }

        return sum / (high - low);
    }

    // Of the Hermite form y + h t (s + t (c + t d)) from the left end of a piece, with t from 0 to 1 over its width h.
    private double IntegralTo(int piece, double x)
    {
        double width = _x[piece + 1] - _x[piece], t = (x - _x[piece]) / width, rise = (_y[piece + 1] - _y[piece]) / width;
        double slope = _slopes[piece], square = (3 * rise) - (2 * slope) - _slopes[piece + 1], cube = slope + _slopes[piece + 1] - (2 * rise);
        return width * t * (_y[piece] + (width * t * ((slope / 2) + (t * ((square / 3) + (t * cube / 4))))));
    }

    private static double EndSlope(double width, double nextWidth, double rise, double nextRise)
    {
        double slope = ((((2 * width) + nextWidth) * rise) - (width * nextRise)) / (width + nextWidth);
        if (slope * rise <= 0) return 0;
        return rise * nextRise < 0 && Math.Abs(slope) > 3 * Math.Abs(rise) ? 3 * rise : slope;
    }
}
