using System.CommandLine;

namespace Hourglass.Cli.Options;

/// <summary>Times as they are typed: 90s, 30m, 2h.</summary>
internal static class Duration
{
    public static Option<TimeSpan?> Option(string name, string description, string example) =>
        OptionOf.Value(name, description, "a time above 0 in seconds, minutes or hours: 90s, 30m, 2h", example, Parse);

    /// <summary>A time, or none where the text is no such time.</summary>
    public static (bool Fits, TimeSpan? Value) Parse(string text)
    {
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit == 0) return (false, null);
        (bool fits, double value) = Interval.AboveZero.Parse(text[..^1]);
        return fits && value * unit < TimeSpan.MaxValue.TotalSeconds / 2 ? (true, TimeSpan.FromSeconds(value * unit)) : (false, null);
    }
}
