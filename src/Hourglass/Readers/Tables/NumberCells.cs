using System.Globalization;
using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>Numbers. Where nobody said that they are quantities, those that count rows, or name them, are keys.</summary>
internal sealed class NumberCells : ColumnCells
{
    /// <summary>Fewer rows than this may well be numbered by chance.</summary>
    private const int FewestCounted = 10;

    private readonly List<long>? _keys;
    private bool _counts, _areWhole = true, _isKept = true, _hasAny, _isFollowed;
    private long _first, _next;
    private string[]? _texts;
    private char _unit;

    public NumberCells(CellColumn column, bool isOpen) : base(column)
    {
        // A unit that a schema writes out (euro) says nothing of the mark that cells have.
        if (column.Said?.Unit is [var mark] && NumberText.IsUnit(mark)) _unit = mark;
        _counts = isOpen;
        if (isOpen && CellWords.IsKey(column.Name)) _keys = [];
    }

    public override bool HasValues => _isKept;

    public override IReadOnlyList<string>? Texts => _texts;

    public override void Number(TableBuilder table, int row, float value)
    {
        if (!float.IsFinite(value)) throw TooLarge(table, row, value.ToString(CultureInfo.InvariantCulture));
        _hasAny = true;
        if (_counts || _areWhole)
        {
            if (value == MathF.Floor(value) && MathF.Abs(value) < 1 << 24) Follow((long)value);
            else _counts = _areWhole = false;
        }

        table.Keep(row, Place, value);
    }

    public override void Whole(TableBuilder table, int row, long value)
    {
        _hasAny = true;
        if (_areWhole) Follow(value);
        table.Keep(row, Place, value);
    }

    public override void Answer(TableBuilder table, int row, bool value) => Number(table, row, value ? 1 : 0);

    public override void Text(TableBuilder table, int row, ReadOnlySpan<char> value)
    {
        // A whole number keeps all its digits for being told from others; but -0 is a float32 of its own.
        if (value.Length < 18 && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && (whole != 0 || value[0] != '-')) Whole(table, row, whole);
        else if (NumberText.TryParse(value, Column.Source.DecimalMark, out float number))
        {
            if (NumberText.UnitOf(value) is var unit and not '\0') RequireUnit(table, row, value, unit);
            Number(table, row, number);
        }
        else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) throw TooLarge(table, row, value);
        else if (Column.IsStrict)
        {
            string argument = table.Argument(Column.Number);
            throw Refused(
                table, row, value, "A cell of the table is text.", "a number with a decimal point in every cell",
                $"--ignore {argument} leaves the column out, --label {argument} makes it the label");
        }
        else throw Refused(table, row, value, "A cell is no number.", $"numbers with a decimal {(Column.Source.DecimalMark == '.' ? "point" : "comma")}, as the other cells of the column");
    }

    public override void Miss(TableBuilder table, int row)
    {
        base.Miss(table, row);
        _counts = _areWhole = false;
    }

    public override (TableColumn Column, string? LeftOut) Decide(int rows)
    {
        if (!_hasAny && Column.Said is null && !Column.IsStrict)
        {
            _isKept = false;
            return (As(ColumnKind.Ignored), "every cell is missing");
        }

        if (_counts && rows >= FewestCounted)
        {
            if (Column.KeepsTexts) _texts = [.. Enumerable.Range(0, rows).Select(row => (_first + row).ToString(CultureInfo.InvariantCulture))];
            _isKept = false;
            return (As(ColumnKind.Identifier), "it counts the rows");
        }

        if (_areWhole && _keys is { Count: > 1 } && new HashSet<long>(_keys).Count == _keys.Count)
        {
            if (Column.KeepsTexts) _texts = [.. _keys.Select(key => key.ToString(CultureInfo.InvariantCulture))];
            _isKept = false;
            return (As(ColumnKind.Identifier), "it names the rows");
        }

        TableColumn found = As(ColumnKind.Number);
        return (_unit == '\0' || found.Unit is not null ? found : found with { Unit = _unit.ToString() }, null);
    }

    // A number with a unit names no rows; and what has two units is not one quantity.
    private void RequireUnit(TableBuilder table, int row, ReadOnlySpan<char> text, char unit)
    {
        _counts = _areWhole = false;
        if (_unit == '\0') _unit = unit;
        if (unit != _unit) throw Refused(table, row, text, "A cell has another unit.", $"numbers in {_unit}, as in other rows, or without a unit");
    }

    private void Follow(long value)
    {
        if (!_isFollowed) (_first, _next, _isFollowed) = (value, value, true);
        _counts &= value == _next;
        _next = value + 1;
        _keys?.Add(value);
    }

    private Errors.InputException TooLarge(TableBuilder table, int row, ReadOnlySpan<char> text)
    {
        string argument = table.Argument(Column.Number);
        return Refused(
            table, row, text, "A number of the table is too large.", "finite numbers within float32, up to 3.4e38", $"change its unit; --ignore {argument} leaves the column out");
    }
}
