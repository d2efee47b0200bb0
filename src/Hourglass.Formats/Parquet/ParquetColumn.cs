using System.Globalization;
using System.Text;
using Hourglass.Data;
using Hourglass.Readers.Tables;
using Parquet;
using Parquet.Schema;

namespace Hourglass.Formats.Parquet;

/// <summary>The cells of one column in one group of rows.</summary>
internal abstract class ParquetColumn
{
    /// <summary>What the cells of a column are; of those that are none of a table, texts.</summary>
    public static CellType TypeOf(DataField field) =>
        field.ClrType == typeof(bool) ? CellType.Boolean
        : field.ClrType == typeof(DateTime) || field.ClrType == typeof(TimeSpan) || field.ClrType == typeof(DateOnly) || field.ClrType == typeof(TimeOnly) ? CellType.Time
        : field.ClrType.IsPrimitive || field.ClrType == typeof(decimal) || field.ClrType == typeof(Half) ? CellType.Number
        : CellType.Text;

    /// <summary>Reads a column; null where its cells are none of a table. Each type is named, so that machine code can be made of it beforehand.</summary>
    public static ParquetColumn? Read(ParquetRowGroupReader group, DataField field)
    {
        Type type = field.ClrType;
        if (type == typeof(double)) return Of<double>(group, field, (table, row, column, value) => table.Set(row, column, (float)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(float)) return Of<float>(group, field, (table, row, column, value) => table.Set(row, column, value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(Half)) return Of<Half>(group, field, (table, row, column, value) => table.Set(row, column, (float)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(long)) return Of<long>(group, field, (table, row, column, value) => table.Set(row, column, value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(int)) return Of<int>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(short)) return Of<short>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(sbyte)) return Of<sbyte>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(byte)) return Of<byte>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(ushort)) return Of<ushort>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(uint)) return Of<uint>(group, field, (table, row, column, value) => table.Set(row, column, (long)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(ulong)) return Of<ulong>(group, field, SetWhole, value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(decimal)) return Of<decimal>(group, field, (table, row, column, value) => table.Set(row, column, (float)value), value => value.ToString(CultureInfo.InvariantCulture));
        if (type == typeof(bool)) return Of<bool>(group, field, (table, row, column, value) => table.Set(row, column, value), value => value ? "true" : "false");
        if (type == typeof(DateTime)) return Of<DateTime>(group, field, (table, row, column, value) => table.Set(row, column, DateTime.SpecifyKind(value, DateTimeKind.Unspecified)), value => value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        if (type == typeof(DateOnly)) return Of<DateOnly>(group, field, (table, row, column, value) => table.Set(row, column, value.ToDateTime(default)), value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (type == typeof(TimeSpan)) return Of<TimeSpan>(group, field, (table, row, column, value) => table.Set(row, column, TableColumn.FirstDay + value), value => value.ToString("c", CultureInfo.InvariantCulture));
        if (type == typeof(TimeOnly)) return Of<TimeOnly>(group, field, (table, row, column, value) => table.Set(row, column, TableColumn.FirstDay + value.ToTimeSpan()), value => value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        if (type == typeof(Guid)) return Of<Guid>(group, field, (table, row, column, value) => table.Set(row, column, value.ToString()), value => value.ToString());
        if (type == typeof(ReadOnlyMemory<char>)) return Of<ReadOnlyMemory<char>>(group, field, (table, row, column, value) => table.Set(row, column, value.Span), value => value.ToString());
        return type == typeof(ReadOnlyMemory<byte>)
            ? Of<ReadOnlyMemory<byte>>(group, field, (table, row, column, value) => table.Set(row, column, Encoding.UTF8.GetString(value.Span)), value => Encoding.UTF8.GetString(value.Span))
            : null;
    }

    /// <summary>Hands cells over.</summary>
    /// <param name="table">What takes them.</param>
    /// <param name="column">Which column of it.</param>
    /// <param name="start">The first row of the group.</param>
    /// <param name="count">How many.</param>
    public abstract void Pour(TableBuilder table, int column, int start, int count);

    /// <summary>A cell as text, the rows being asked for in their order; "" where it is missing.</summary>
    public abstract string Text(int row);

    private static void SetWhole(TableBuilder table, int row, int column, ulong value)
    {
        if (value <= long.MaxValue) table.Set(row, column, (long)value);
        else table.Set(row, column, (float)value);
    }

    private static Cells<T> Of<T>(ParquetRowGroupReader group, DataField field, SetCell<T> set, Func<T, string> write) where T : struct
    {
        int rows = checked((int)group.RowCount);
        T[] values = new T[rows];
        int[]? levels = field.MaxDefinitionLevel > 0 ? new int[rows] : null;
        group.ReadRawAsync<T>(field, values, levels is null ? (Memory<int>?)null : levels.AsMemory(), null).AsTask().GetAwaiter().GetResult();
        return new Cells<T>(values, levels, field.MaxDefinitionLevel, set, write);
    }

    private delegate void SetCell<T>(TableBuilder table, int row, int column, T value);

    /// <summary>Values that are there, one after the other; levels say where one is missing.</summary>
    private sealed class Cells<T>(T[] values, int[]? levels, int there, SetCell<T> set, Func<T, string> write) : ParquetColumn where T : struct
    {
        private int _row, _next;

        public override void Pour(TableBuilder table, int column, int start, int count)
        {
            int next = levels is null ? start : levels.AsSpan(0, start).Count(there);
            for (int row = 0; row < count; row++)
            {
                if (levels is null || levels[start + row] == there) set(table, row, column, values[next++]);
                else table.Miss(row, column);
            }
        }

        public override string Text(int row)
        {
            for (; _row < row; _row++)
                if (IsThere(_row)) _next++;
            return IsThere(row) ? write(values[_next]) : "";
        }

        private bool IsThere(int row) => levels is null || levels[row] == there;
    }
}
