using System.Globalization;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Formats.Csv;

/// <summary>Which columns of a table are inputs and which one is the label.</summary>
/// <param name="Count">The number of columns of the file.</param>
/// <param name="Inputs">The columns that are inputs, ascending, from 0.</param>
/// <param name="Label">The label column, from 0, or null.</param>
internal sealed record CsvColumns(int Count, int[] Inputs, int? Label)
{
    internal static CsvColumns Choose(string[]? header, int count, ReadOptions options, string name)
    {
        int? label = options.Label is null ? null : Find(options.Label, header, count, name);
        HashSet<int> left = [.. options.Ignore.Select(column => Find(column, header, count, name))];
        int[] inputs = [.. Enumerable.Range(0, count).Where(column => column != label && !left.Contains(column))];
        if (inputs.Length == 0)
            throw new InputException("No column is left as input.", name, $"{count} columns, all of them label or ignored", "at least one input column");
        return new CsvColumns(count, inputs, label);
    }

    /// <summary>A column by its name, else by its number from 1, else by its number from the end (-1 is the last).</summary>
    internal static int Find(string column, string[]? header, int count, string name)
    {
        int index = header is null ? -1 : Array.IndexOf(header, column);
        if (index >= 0) return index;
        if (int.TryParse(column, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != 0 && Math.Abs(number) <= count)
            return number > 0 ? number - 1 : count + number;
        throw new InputException(
            $"There is no column '{column}'.", name,
            header is null ? $"{count} columns without names" : string.Join(", ", header.Take(20)) + (count > 20 ? $", ... ({count} columns)" : ""),
            "the name of a column, or its number from 1",
            header is null ? $"give a number from 1 to {count}" : "give one of these names; upper and lower case are different letters");
    }
}
