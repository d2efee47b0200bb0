using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;

namespace Hourglass.Formats.Databases;

/// <summary>Hands the cells of rows over by what they are.</summary>
/// <param name="columns">What is known of the columns.</param>
/// <param name="sources">What their cells are.</param>
/// <param name="options">How the table is read.</param>
/// <param name="name">Where the rows come from.</param>
internal sealed class DatabaseCells(TableColumns columns, SourceColumn[] sources, ReadOptions options, string name)
{
    private readonly TableBuilder _table = new(columns, sources, options);

    public TableBuilder Table => _table;

    /// <summary>What cells of a type are; null where they are none of a table.</summary>
    public static CellType? TypeOf(Type type) =>
        type == typeof(bool) ? CellType.Boolean
        : type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan) ? CellType.Time
        : (type.IsPrimitive && type != typeof(char)) || type == typeof(decimal) ? CellType.Number
        : type == typeof(string) || type == typeof(char) || type == typeof(Guid) ? CellType.Text
        : null;

    /// <summary>Sets a row of the block.</summary>
    public void Set(int row, object[] cells)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            if (_table.Takes(column)) Set(row, column, cells[column]);
        }
    }

    private void Set(int row, int column, object cell)
    {
        switch (cell)
        {
            case DBNull: _table.Miss(row, column); break;
            case string text: _table.Set(row, column, text.AsSpan().Trim()); break;
            case double number: _table.Set(row, column, (float)number); break;
            case float number: _table.Set(row, column, number); break;
            case decimal number: _table.Set(row, column, (float)number); break;
            case long or int or short or sbyte or byte or ushort or uint: _table.Set(row, column, Convert.ToInt64(cell, CultureInfo.InvariantCulture)); break;
            case bool answer: _table.Set(row, column, answer); break;
            case DateTime moment: _table.Set(row, column, DateTime.SpecifyKind(moment, DateTimeKind.Unspecified)); break;
            case DateTimeOffset moment: _table.Set(row, column, DateTime.SpecifyKind(moment.UtcDateTime, DateTimeKind.Unspecified)); break;
            case DateOnly day: _table.Set(row, column, day.ToDateTime(default)); break;
            case TimeOnly time: _table.Set(row, column, TableColumn.FirstDay + time.ToTimeSpan()); break;
            case TimeSpan time: _table.Set(row, column, TableColumn.FirstDay + time); break;
            case Guid or char or ulong: _table.Set(row, column, $"{cell}"); break;
            default:
                throw new InputException(
                    "A cell is none of a table.", $"{name}, row {_table.Rows + row + 1}, {columns.Say(column)}", cell.GetType().Name, "numbers, texts, yes and no, dates and times",
                    $"convert it in the query, or --ignore {columns.Names[column]}");
        }
    }
}
