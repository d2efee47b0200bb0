using System.Globalization;
using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>The times of a series.</summary>
public static class SeriesTimes
{
    /// <summary>Makes sure that times do not go back. Equal times, as when clocks are set back by less than a step, are steps like others.</summary>
    /// <param name="series">The series; without times there is nothing to look at.</param>
    /// <exception cref="InputException">A step lies before the one in front of it.</exception>
    public static void RequireOrder(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Times is not { } times) return;
        for (int step = 1; step < times.Count; step++)
        {
            if (times[step] >= times[step - 1]) continue;
            throw new InputException(
                "The series is not in the order of time.", $"{series.Name}, row {step + 1} of {times.Count}", $"{Text(times[step])} after {Text(times[step - 1])}",
                "no row is earlier than the one before it", "sort the rows by their time");
        }
    }

    /// <summary>The usual time from one step to the next: the median of those that are not 0.</summary>
    /// <param name="series">A series with times.</param>
    /// <exception cref="InputException">It has no two different times.</exception>
    public static TimeSpan StepOf(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        TimeSpan[] differences = [.. Differences(series).Order()];
        return differences.Length > 0 ? differences[differences.Length / 2] : throw new InputException(
            "How long a step takes is not known.", series.Name, series.Times is null ? "no times" : "only equal times", "a time for each row", "name the column of times with --time, or give a window in steps: --window 60");
    }

    /// <summary>How many steps a time has, rounded.</summary>
    /// <param name="time">The time.</param>
    /// <param name="series">A series with times.</param>
    /// <exception cref="InputException">The series has no two different times.</exception>
    public static int StepsIn(TimeSpan time, DataSet series) => (int)Math.Clamp(Math.Round(time / StepOf(series)), 0, int.MaxValue);

    /// <summary>Places where steps are missing: where the next one comes after more than one and a half of the usual time.</summary>
    /// <param name="series">The series; one without times has none.</param>
    public static int GapsOf(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        TimeSpan[] differences = [.. Differences(series)];
        if (differences.Length == 0) return 0;
        TimeSpan step = StepOf(series);
        return differences.Count(difference => difference > 1.5 * step);
    }

    // Times from one step to the next that are not 0.
    private static IEnumerable<TimeSpan> Differences(DataSet series) =>
        series.Times is { } times ? times.Zip(times.Skip(1), (before, after) => after - before).Where(difference => difference > TimeSpan.Zero) : [];

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
