namespace Hourglass.Readers.Tables;

/// <summary>What is said of moments in messages, and moments that are numbers.</summary>
internal static class MomentText
{
    private const double FewestMilliseconds = 1e11;

    /// <summary>A number as a moment: seconds since 1970, or milliseconds where there are more than 1e11.</summary>
    public static DateTime OfNumber(double value)
    {
        double seconds = Math.Abs(value) >= FewestMilliseconds ? value / 1000 : value;
        return DateTime.SpecifyKind(DateTime.UnixEpoch, DateTimeKind.Unspecified).AddSeconds(Math.Clamp(seconds, -6e10, 2.5e11));
    }

    public static string Rule(TimeForm form) => $"dates and times written as {form.Name}, as the other cells of the column";

    public static string Remedy(string column) => $"correct it, or say in a file for --schema how times are written (\"timeFormat\": \"dd.MM.yyyy\"); --ignore {column} leaves the column out";
}
