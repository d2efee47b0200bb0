using System.Globalization;
using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>How moments are written: the order of year, month and day, or a format of .NET. A time of day may follow a date, and a distance from UTC that.</summary>
public sealed class TimeForm
{
    private readonly string? _format;
    private readonly int _year, _month, _day;

    private TimeForm(string name, int year, int month, int day) => (Name, _year, _month, _day) = (name, year, month, day);

    private TimeForm(string format) => (Name, _format) = (format, format);

    /// <summary>Year, month, day.</summary>
    public static TimeForm Iso { get; } = new("yyyy-MM-dd", 0, 1, 2);

    /// <summary>Day, month, year.</summary>
    public static TimeForm DayFirst { get; } = new("dd/MM/yyyy", 2, 1, 0);

    /// <summary>Month, day, year.</summary>
    public static TimeForm MonthFirst { get; } = new("MM/dd/yyyy", 2, 0, 1);

    /// <summary>The form as .NET writes formats.</summary>
    public string Name { get; }

    /// <summary>A form of another kind.</summary>
    /// <param name="format">As .NET writes formats: dd.MM.yyyy HH:mm.</param>
    public static TimeForm Of(string format) => new(format);

    /// <summary>Reads a moment: 2024-01-31, 31.1.2024 17:05, 31.1.24, 1/31/24 5:05 PM, 2024-01-31T17:05:00.25+01:00, 17:05 alone; with a distance from UTC it becomes UTC.</summary>
    /// <param name="text">The text.</param>
    /// <param name="moment">What it says.</param>
    public bool TryParse(ReadOnlySpan<char> text, out DateTime moment)
    {
        moment = default;
        text = text.Trim();
        if (_format is not null)
        {
            const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal;
            if (!DateTime.TryParseExact(text, _format, CultureInfo.InvariantCulture, Styles, out moment)) return false;
            moment = DateTime.SpecifyKind(moment, DateTimeKind.Unspecified);
            return true;
        }

        int colon = text.IndexOf(':');
        if (colon is 1 or 2) return TryParseTime(text, out TimeSpan time) && Set(TableColumn.FirstDay + time, out moment);
        Span<int> parts = stackalloc int[3];
        if (!TryParseDate(ref text, parts, out bool isShortYear)) return false;
        if (parts[_year] is var year && isShortYear) year += year < 70 ? 2000 : 1900;
        if (year is < 1 or > 9999 || parts[_month] is < 1 or > 12 || parts[_day] < 1 || parts[_day] > DateTime.DaysInMonth(year, parts[_month])) return false;
        var date = new DateTime(year, parts[_month], parts[_day], 0, 0, 0, DateTimeKind.Unspecified);
        if (text.IsEmpty) return Set(date, out moment);
        if (text[0] is not ('T' or ' ' or ',')) return false;
        if (!TryParseTime(text[1..].TrimStart(), out TimeSpan after)) return false;
        // What would leave the years 1 to 9999 by its distance from UTC is no moment.
        long ticks = date.Ticks + after.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && Set(new DateTime(ticks, DateTimeKind.Unspecified), out moment);
    }

    private static bool Set(DateTime value, out DateTime moment)
    {
        moment = value;
        return true;
    }

    // Three numbers with one mark between them. The year has four digits; or two behind strokes, and behind points where days come first (31.1.24): months first are not written so.
    private bool TryParseDate(ref ReadOnlySpan<char> text, scoped Span<int> parts, out bool isShortYear)
    {
        isShortYear = false;
        char mark = '\0';
        for (int part = 0; part < 3; part++)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = text.Length;
            if (part == _year)
            {
                isShortYear = digits == 2 && (mark == '/' || (mark == '.' && _day == 0));
                if (digits != 4 && !isShortYear) return false;
            }
            else if (digits is < 1 or > 2) return false;

            parts[part] = int.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            text = text[digits..];
            if (part == 2) return true;
            if (text.IsEmpty || text[0] is not ('-' or '/' or '.') || (part == 1 && text[0] != mark)) return false;
            mark = text[0];
            text = text[1..];
        }

        return true;
    }

    // Hours, minutes, perhaps seconds and their fractions, AM or PM; less the distance from UTC.
    private static bool TryParseTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        TimeSpan distance = default;
        if (text.EndsWith("Z", StringComparison.OrdinalIgnoreCase)) text = text[..^1].TrimEnd();
        else if (text.LastIndexOfAny('+', '-') is var sign && sign > 0)
        {
            ReadOnlySpan<char> zone = text[(sign + 1)..];
            if (zone.Length is 2 or 4 && int.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                distance = zone.Length == 2 ? TimeSpan.FromHours(number) : new TimeSpan(number / 100, number % 100, 0);
            else if (!TimeSpan.TryParseExact(zone, @"hh\:mm", CultureInfo.InvariantCulture, out distance)) return false;
            if (text[sign] == '-') distance = -distance;
            text = text[..sign].TrimEnd();
        }

        bool isAfternoon = text.EndsWith("PM", StringComparison.OrdinalIgnoreCase), hasHalf = isAfternoon || text.EndsWith("AM", StringComparison.OrdinalIgnoreCase);
        if (hasHalf) text = text[..^2].TrimEnd();
        Span<Range> parts = stackalloc Range[4];
        int count = text.Split(parts, ':');
        if (count is not (2 or 3)) return false;
        if (!Digits(text[parts[0]], 23, out int hour) || !Digits(text[parts[1]], 59, out int minute)) return false;
        if (hasHalf && hour is (< 1 or > 12)) return false;
        if (hasHalf) hour = (hour % 12) + (isAfternoon ? 12 : 0);
        double second = 0;
        if (count == 3)
        {
            ReadOnlySpan<char> seconds = text[parts[2]];
            int fraction = seconds.IndexOfAny('.', ',');
            if (!Digits(fraction < 0 ? seconds : seconds[..fraction], 59, out int whole)) return false;
            second = whole;
            if (fraction >= 0)
            {
                if (fraction == seconds.Length - 1 || seconds[(fraction + 1)..].ContainsAnyExceptInRange('0', '9')) return false;
                second += double.Parse($"0.{seconds[(fraction + 1)..]}", CultureInfo.InvariantCulture);
            }
        }

        time = new TimeSpan(hour, minute, 0) + TimeSpan.FromSeconds(second) - distance;
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, int most, out int value)
    {
        value = 0;
        return text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
    }
}
