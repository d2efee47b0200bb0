using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>Turns a data set of one column into labels.</summary>
public static class LabelColumn
{
    /// <summary>One label per row: integers as they are written, other numbers in the shortest form that reads back the same.</summary>
    /// <param name="column">A data set of width 1.</param>
    /// <param name="rows">The number of rows to be labelled.</param>
    /// <exception cref="InputException">There is more than one column, or another number of rows.</exception>
    public static IReadOnlyList<string> From(DataSet column, int rows)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Width != 1 || column.Rows != rows)
            throw new InputException(
                "The labels do not fit the data.", column.Name, $"{column.Rows} rows of {column.Width} values", $"{rows} rows of one value");
        string[] labels = new string[rows];
        Span<float> value = stackalloc float[1];
        for (int row = 0; row < rows; row++)
        {
            column.CopyRow(row, value);
            labels[row] = value[0].ToString(CultureInfo.InvariantCulture);
        }

        return labels;
    }
}
