using System.Globalization;

namespace Hourglass.Formats.Html;

/// <summary>An axis of a chart: its range, where a value lies on it, and the round numbers that are written beside it.</summary>
internal sealed class Axis
{
    private const int FewestTicks = 4;

    // Positive values over a wider range than this are drawn logarithmically, or the small ones are a flat line.
    private const double WideRange = 30;
    private readonly double _low, _high;
    private readonly bool _isLogarithmic, _isWhole;

    private Axis(double low, double high, bool isLogarithmic, bool isWhole) => (_low, _high, _isLogarithmic, _isWhole) = (low, high, isLogarithmic, isWhole);

    /// <summary>An axis that holds some values.</summary>
    /// <param name="values">Finite numbers, at least one.</param>
    /// <param name="mayBeLogarithmic">Whether a wide range of positive values is drawn so.</param>
    public static Axis Of(IEnumerable<double> values, bool mayBeLogarithmic = false)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        bool isWhole = true;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
            isWhole &= value == Math.Floor(value);
        }

        bool isLogarithmic = mayBeLogarithmic && low > 0 && high / low > WideRange;
        if (isLogarithmic) (low, high) = (Math.Log10(low), Math.Log10(high));
        return new Axis(low, high > low ? high : low + Math.Max(1, Math.Abs(low)), isLogarithmic, isWhole);
    }

    /// <summary>What is put behind the axis's title.</summary>
    public string Note => _isLogarithmic ? " (logarithmic)" : "";

    /// <summary>Where a value lies, 0 (lowest) to 1.</summary>
    public double Place(double value) => ((_isLogarithmic ? Math.Log10(value) : value) - _low) / (_high - _low);

    /// <summary>Round numbers on the axis, and what is written beside them.</summary>
    public IEnumerable<(double Place, string Text)> Ticks() =>
        (_isLogarithmic ? Decades() : Steps()).Select(value => (Place(value), Text(value)));

    private static string Text(double value) => value.ToString(value == 0 || Math.Abs(value) is >= 1e-4 and < 1e6 ? "0.######" : "G3", CultureInfo.InvariantCulture);

    // 1, 2 or 5 times a power of ten apart; epochs and other counts have nothing between whole numbers.
    private IEnumerable<double> Steps()
    {
        double rough = (_high - _low) / FewestTicks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { >= 5 => 5, >= 2 => 2, _ => 1 };
        if (_isWhole) step = Math.Max(1, step);
        for (long i = (long)Math.Ceiling((_low / step) - 1e-9); i * step <= _high + (step * 1e-9); i++) yield return i * step;
    }

    private IEnumerable<double> Decades()
    {
        double[] digits = _high - _low > 3 ? [1] : [1, 2, 5];
        for (int power = (int)Math.Floor(_low); power <= _high; power++)
        {
            foreach (double digit in digits)
                if (Math.Log10(digit) + power is var place && place >= _low && place <= _high) yield return digit * Math.Pow(10, power);
        }
    }
}
