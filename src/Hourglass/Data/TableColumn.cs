using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Hourglass.Data;

/// <summary>A column of a table. As a number of a row, a value is what its kind says: see <see cref="Say(float)"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
public sealed record TableColumn(string Name, ColumnKind Kind)
{
    // Numbers are written with an exponent where they would have more decimals, or are larger.
    private const int MostDecimals = 6;
    private const double MostWritten = 1e9;

    /// <summary>What day 0 of a <see cref="ColumnKind.Time"/> is.</summary>
    public static DateTime FirstDay { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>What the values of a category or a boolean stand for: value i of a row means text i (of a boolean: 0 is no, 1 is yes). Empty for other kinds.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>The unit of a number, for messages: "°C". None by default.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether it is an input of a model.</summary>
    [JsonIgnore]
    public bool IsInput => Kind is ColumnKind.Number or ColumnKind.Category or ColumnKind.Boolean or ColumnKind.Time;

    /// <summary>Whether its values are numbers of <see cref="Categories"/>.</summary>
    [JsonIgnore]
    public bool HasCategories => Kind is ColumnKind.Category or ColumnKind.Boolean;

    /// <summary>
    /// A value of a row as a person reads it: a number with its unit, the text of a category, a date from its days since <see cref="FirstDay"/>;
    /// "missing" for NaN.
    /// </summary>
    /// <param name="value">The value.</param>
    public string Say(float value)
    {
        if (float.IsNaN(value)) return "missing";
        if (Kind != ColumnKind.Number) return Text(value);
        string number = value.ToString("G5", CultureInfo.InvariantCulture);
        return Unit is null ? number : $"{number} {Unit}";
    }

    /// <summary>A value as a person reads it with how far off it may be, to as many digits as that leaves: "3.12 ± 0.21 bar"; of a time in days.</summary>
    /// <param name="value">The value.</param>
    /// <param name="spread">How far off it may be, in the same units, 0 or more; NaN where nothing is known of that.</param>
    public string Say(float value, float spread)
    {
        if (!float.IsFinite(value) || !float.IsFinite(spread) || HasCategories) return Say(value);
        if (Kind == ColumnKind.Time) return FormattableString.Invariant($"{Say(value)} ± {spread:0.#} d");
        int decimals = spread > 0 ? 1 - (int)Math.Floor(Math.Log10(spread)) : int.MaxValue;
        string format = decimals <= MostDecimals && Math.Max(Math.Abs(value), spread) < MostWritten ? $"F{Math.Max(0, decimals)}" : "G5";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} ± {spread.ToString(format, CultureInfo.InvariantCulture)}{(Unit is null ? "" : " " + Unit)}";
    }

    /// <summary>A value of a row as a cell of a table: empty for NaN.</summary>
    /// <param name="value">The value.</param>
    public string Text(float value)
    {
        if (float.IsNaN(value)) return "";
        if (HasCategories) return value >= 0 && value < Categories.Length ? Categories[(int)value] : "another";
        if (Kind != ColumnKind.Time) return value.ToString(CultureInfo.InvariantCulture);
        return value == MathF.Floor(value) ? Written(Moment(value), "yyyy-MM-dd") : Written(Moment(value).AddSeconds(30), "yyyy-MM-dd HH:mm");
    }

    private static string Written(DateTime moment, string format) => moment.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The moment that a value of a time column stands for.</summary>
    /// <param name="days">Days since <see cref="FirstDay"/>, within the years 1 to 9999.</param>
    public static DateTime Moment(double days) => FirstDay.AddDays(Math.Clamp(days, -730_000, 2_900_000));

    /// <summary>A moment as a value: days since <see cref="FirstDay"/>. As float32 it is exact to a minute and a half in this century.</summary>
    /// <param name="moment">The moment; its time zone is not looked at.</param>
    public static double Days(DateTime moment) => (moment - FirstDay).TotalDays;
}
