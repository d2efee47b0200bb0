using System.Globalization;
using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What the values of a model's rows mean to its user: the columns of the table that the features were made of, or the values themselves.</summary>
internal sealed class RowTerms
{
    private readonly TableEncoding? _table;
    private readonly int[] _first;

    /// <summary>The terms of a model's rows.</summary>
    /// <param name="table">How a table became the rows, or null.</param>
    /// <param name="columns">What the values are called without a table; numbers from 1 when null.</param>
    /// <param name="width">Values in a row.</param>
    public RowTerms(TableEncoding? table, IReadOnlyList<string>? columns, int width)
    {
        _table = table;
        Columns = table is not null ? [.. table.Schema.Columns]
            : [.. Enumerable.Range(0, width).Select(column => new TableColumn(columns?[column] ?? (column + 1).ToString(CultureInfo.InvariantCulture), ColumnKind.Number))];
        ColumnOf = table is not null ? [.. table.ColumnOfFeature] : [.. Enumerable.Range(0, width)];
        _first = [.. Enumerable.Range(0, Columns.Count).Select(column => Array.IndexOf(ColumnOf, column)), width];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The column, from 0, that each value of a row tells of.</summary>
    public int[] ColumnOf { get; }

    /// <summary>What a row says of a column.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="row">[width], unscaled.</param>
    public float ValueOf(int column, ReadOnlySpan<float> row)
    {
        ReadOnlySpan<float> values = row[_first[column].._first[column + 1]];
        return _table is null ? values[0] : _table.Columns[column].Decode(values);
    }
}
