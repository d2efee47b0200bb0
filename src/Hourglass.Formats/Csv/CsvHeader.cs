using System.Globalization;

namespace Hourglass.Formats.Csv;

/// <summary>Tells whether the first line of a table names the columns.</summary>
internal static class CsvHeader
{
    /// <summary>
    /// It does when none of its cells is a number, or when it has text where the second line has a number. A first line with text below
    /// which there is text again (a class name in the last column) is data.
    /// </summary>
    internal static bool IsHeader(string[] first, string[]? second)
    {
        if (!first.Any(IsNumber)) return true;
        return second is not null && first.Zip(second).Any(pair => pair.First.Length > 0 && !IsNumber(pair.First) && IsNumber(pair.Second));
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
