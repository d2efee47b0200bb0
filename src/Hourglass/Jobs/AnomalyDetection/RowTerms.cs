using System.Globalization;
using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What the values of a model's rows mean to its user: the columns of the table that the features were made of, regions of a picture, or the values themselves.</summary>
internal sealed class RowTerms
{
    private readonly TableEncoding? _table;
    private readonly int[][] _values;

    // Regions along the longer side of a picture.
    private const int Regions = 8;

    /// <summary>The terms of a model's rows.</summary>
    /// <param name="table">How a table became the rows, or null.</param>
    /// <param name="columns">What the values are called without a table; numbers from 1 when null.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="rowShape">Shape of a row: a picture is told of by regions.</param>
    public RowTerms(TableEncoding? table, IReadOnlyList<string>? columns, int width, IReadOnlyList<int> rowShape)
    {
        _table = table;
        (Columns, ColumnOf) = table is null && PictureForm.IsPicture(rowShape) ? RegionsOf(rowShape) : ColumnsOf(table, columns, width);
        _values = new int[Columns.Count][];
        foreach (IGrouping<int, int> column in Enumerable.Range(0, width).GroupBy(value => ColumnOf[value])) _values[column.Key] = [.. column];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The column, from 0, that each value of a row tells of.</summary>
    public int[] ColumnOf { get; }

    /// <summary>What a row says of a column; of a region the mean.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="row">[width], unscaled.</param>
    public float ValueOf(int column, ReadOnlySpan<float> row)
    {
        int[] values = _values[column];
        if (_table is not null) return _table.Columns[column].Decode(row.Slice(values[0], values.Length));
        double sum = 0;
        foreach (int value in values) sum += row[value];
        return (float)(sum / values.Length);
    }

    private static (IReadOnlyList<TableColumn> Columns, int[] ColumnOf) ColumnsOf(TableEncoding? table, IReadOnlyList<string>? columns, int width) => table is not null
        ? ([.. table.Schema.Columns], [.. table.ColumnOfFeature])
        : ([.. Enumerable.Range(0, width).Select(column => new TableColumn(columns?[column] ?? (column + 1).ToString(CultureInfo.InvariantCulture), ColumnKind.Number))], [.. Enumerable.Range(0, width)]);

    private static (IReadOnlyList<TableColumn> Columns, int[] ColumnOf) RegionsOf(IReadOnlyList<int> shape)
    {
        (int height, int width) = (shape[0], shape[1]);
        int side = (Math.Max(height, width) + Regions - 1) / Regions, across = (width + side - 1) / side, channels = shape.Count == 3 ? shape[2] : 1;
        return (
            [.. Enumerable.Range(0, (height + side - 1) / side * across).Select(region => new TableColumn($"{Span("row", region / across, height)}, {Span("column", region % across, width)}", ColumnKind.Number))],
            [.. Enumerable.Range(0, height * width * channels).Select(value => (value / (width * channels) / side * across) + (value / channels % width / side))]);

        string Span(string what, int part, int of) => Math.Min(of, (part + 1) * side) is var last && last == (part * side) + 1 ? $"{what} {last}" : $"{what}s {(part * side) + 1}-{last}";
    }
}
