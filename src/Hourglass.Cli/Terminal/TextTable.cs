namespace Hourglass.Cli.Terminal;

/// <summary>A table in plain text: the first column to the left, numbers to the right.</summary>
internal static class TextTable
{
    /// <summary>Lines of a table, its heading first.</summary>
    /// <param name="heading">Column titles.</param>
    /// <param name="rows">As many cells a row.</param>
    /// <param name="leftColumns">How many columns stand to the left.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows, int leftColumns = 1)
    {
        List<IReadOnlyList<string>> all = [heading, .. rows];
        int[] widths = [.. heading.Select((_, column) => all.Max(row => row[column].Length))];
        return all.Select(row => string.Join("  ", row.Select((cell, column) =>
            column < leftColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }
}
