using System.Globalization;

namespace Hourglass.Cli.Options;

/// <summary>The numbers an option takes.</summary>
/// <param name="Rule">In words.</param>
/// <param name="Holds">Whether a finite number is one of them.</param>
internal sealed record Interval(string Rule, Func<double, bool> Holds)
{
    public static Interval AboveZero { get; } = new("a number above 0", value => value > 0);

    public static Interval ZeroOrMore { get; } = new("a number of 0 or more", value => value >= 0);

    public static Interval Share { get; } = new("a share of at least 0 and below 1", value => value is >= 0 and < 1);

    public static Interval OpenShare { get; } = new("a share above 0 and below 1", value => value is > 0 and < 1);

    public (bool Fits, double Value) Parse(string text) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && Holds(value), value);
}
