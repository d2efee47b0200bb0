namespace Hourglass.Priors;

/// <summary>The way from one code to another.</summary>
public static class CodePath
{
    // Below this angle, or this near to opposite, there is no great circle worth the name.
    private const double SmallestSine = 1e-4;

    /// <summary>A straight line in equal steps, ends included.</summary>
    /// <param name="from">The first code.</param>
    /// <param name="to">The last, of the same length.</param>
    /// <param name="steps">Codes on the way, 2 or more.</param>
    /// <returns>[steps, numbers].</returns>
    public static float[,] Linear(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        var path = new float[steps, from.Length];
        for (int step = 0; step < steps; step++) Mix(path, step, from, to, 1 - (step / (steps - 1.0)), step / (steps - 1.0));
        return path;
    }

    /// <summary>
    /// Along the great circle between two codes, at lengths in between: normal codes of many numbers lie near a sphere, and the straight line would
    /// lead through its middle, where there are none (Shoemake 1985; White 2016). The straight line when the codes point the same or opposite ways.
    /// </summary>
    /// <inheritdoc cref="Linear"/>
    public static float[,] Spherical(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        double dot = 0, first = 0, last = 0;
        for (int i = 0; i < from.Length; i++) (dot, first, last) = (dot + ((double)from[i] * to[i]), first + ((double)from[i] * from[i]), last + ((double)to[i] * to[i]));
        (first, last) = (Math.Sqrt(first), Math.Sqrt(last));
        double angle = first * last > 0 ? Math.Acos(Math.Clamp(dot / (first * last), -1, 1)) : 0, sine = Math.Sin(angle);
        if (sine < SmallestSine) return Linear(from, to, steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        var path = new float[steps, from.Length];
        for (int step = 0; step < steps; step++)
        {
            double way = step / (steps - 1.0), length = ((1 - way) * first) + (way * last);
            Mix(path, step, from, to, Math.Sin((1 - way) * angle) / sine * length / first, Math.Sin(way * angle) / sine * length / last);
        }

        return path;
    }

    private static void Mix(float[,] path, int step, ReadOnlySpan<float> from, ReadOnlySpan<float> to, double first, double last)
    {
        for (int i = 0; i < from.Length; i++) path[step, i] = (float)((first * from[i]) + (last * to[i]));
    }
}
