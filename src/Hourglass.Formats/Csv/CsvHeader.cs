using Hourglass.Readers.Tables;

namespace Hourglass.Formats.Csv;

/// <summary>Tells whether the first line of a table names the columns.</summary>
internal static class CsvHeader
{
    /// <summary>
    /// It does when none of its cells is a number or a date, or when it has text where the second line has one. A first line with text below
    /// which there is text again (a class name in the last column) is data.
    /// </summary>
    internal static bool IsHeader(string[] first, string[]? second)
    {
        if (!first.Any(IsValue)) return true;
        return second is not null && first.Zip(second).Any(pair => pair.First.Length > 0 && !IsValue(pair.First) && IsValue(pair.Second));
    }

    private static bool IsValue(string cell) =>
        NumberText.TryParse(cell, '.', out _) || NumberText.IsNumber(cell, ',') || TimeForm.Iso.TryParse(cell, out _) || TimeForm.DayFirst.TryParse(cell, out _)
        || TimeForm.MonthFirst.TryParse(cell, out _);
}
