using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers.Tables;

/// <summary>What the cells of one column become. Cells come as what they are in their source; each kind of column makes of them what it keeps.</summary>
/// <param name="column">The column.</param>
internal abstract class ColumnCells(CellColumn column)
{
    /// <summary>The column.</summary>
    protected CellColumn Column { get; } = column;

    /// <summary>Whether cells become values of rows.</summary>
    public virtual bool HasValues => true;

    /// <summary>Whether no text stands for a missing cell.</summary>
    public virtual bool TakesAnyText => false;

    /// <summary>Whether cells are moments.</summary>
    public virtual bool IsOfTimes => false;

    /// <summary>How its moments are written.</summary>
    public TimeForm TimeForm => Column.Source.TimeForm;

    /// <summary>The place of its values in a row.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Whether a cell is missing.</summary>
    public bool HasMissing { get; protected set; }

    /// <summary>Cells as they are written, one a row, or null.</summary>
    public virtual IReadOnlyList<string>? Texts => null;

    /// <summary>The moments of rows, or null.</summary>
    public virtual IReadOnlyList<DateTime>? Moments => null;

    /// <summary>What its numbers are exchanged for, or null.</summary>
    public float[]? Renumbered { get; protected set; }

    /// <summary>A number.</summary>
    public virtual void Number(TableBuilder table, int row, float value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        Text(table, row, text[..length]);
    }

    /// <summary>A whole number.</summary>
    public virtual void Whole(TableBuilder table, int row, long value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        Text(table, row, text[..length]);
    }

    /// <summary>A moment, and how it is written where that is known.</summary>
    public virtual void Time(TableBuilder table, int row, DateTime value, ReadOnlySpan<char> text) =>
        Text(table, row, text.IsEmpty ? Written(value) : text);

    /// <summary>Yes or no.</summary>
    public virtual void Answer(TableBuilder table, int row, bool value) => Text(table, row, value ? "true" : "false");

    /// <summary>A text.</summary>
    public abstract void Text(TableBuilder table, int row, ReadOnlySpan<char> value);

    /// <summary>A cell that is missing.</summary>
    public virtual void Miss(TableBuilder table, int row) => HasMissing = true;

    /// <summary>Makes what is kept beside the values as long as the table.</summary>
    public virtual void Pad(int rows)
    {
    }

    /// <summary>What the column holds, and why it is left out where it is.</summary>
    /// <param name="rows">Rows in all.</param>
    public abstract (TableColumn Column, string? LeftOut) Decide(int rows);

    /// <summary>A moment as ISO 8601 writes it, no longer than needed.</summary>
    protected static string Written(DateTime moment) => moment.ToString(
        moment.TimeOfDay == default ? "yyyy-MM-dd" : moment.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>The column as it is known, of a kind.</summary>
    protected TableColumn As(ColumnKind kind) => new(Column.Name, kind) { Unit = Column.Said?.Unit };

    /// <summary>A cell that is not of the column's kind.</summary>
    protected InputException Refused(TableBuilder table, int row, ReadOnlySpan<char> text, string what, string rule, string? remedy = null)
    {
        string argument = table.Argument(Column.Number);
        return new InputException(what, table.Where(row, Column.Number), $"'{CellColumn.Shortened(text)}'", rule, remedy ??
            $"correct it, or say with --schema that the column '{argument}' is a category, or that this text is missing (\"missing\"); --ignore {argument} leaves the column out");
    }
}

/// <summary>What is known of a column whose cells are read.</summary>
/// <param name="Number">Its number from 0.</param>
/// <param name="Source">What its cells are.</param>
/// <param name="Name">Its name.</param>
/// <param name="Said">What the schema says of it, or null.</param>
/// <param name="KeepsTexts">Whether keys and times are kept as they are written.</param>
/// <param name="IsStrict">Whether nothing but numbers is taken.</param>
internal sealed record CellColumn(int Number, SourceColumn Source, string Name, TableColumn? Said, bool KeepsTexts, bool IsStrict)
{
    private const int MostShown = 60;

    /// <summary>A text for a message.</summary>
    public static string Shortened(ReadOnlySpan<char> text) => text.Length <= MostShown ? text.ToString() : string.Concat(text[..MostShown], "...");
}
