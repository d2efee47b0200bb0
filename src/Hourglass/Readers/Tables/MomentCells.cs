using System.Globalization;
using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>When each row was; no input. Numbers are seconds since 1970, or milliseconds where they are that large.</summary>
internal sealed class MomentCells(CellColumn column) : ColumnCells(column)
{
    private readonly List<DateTime> _moments = [];
    private readonly List<string>? _written = column.KeepsTexts ? [] : null;

    public override bool HasValues => false;

    public override bool IsOfTimes => true;

    public override IReadOnlyList<string>? Texts => _written;

    public override IReadOnlyList<DateTime> Moments => _moments;

    public override void Time(TableBuilder table, int row, DateTime value, ReadOnlySpan<char> text)
    {
        _moments.Add(value);
        _written?.Add(text.IsEmpty ? Written(value) : text.ToString());
    }

    public override void Number(TableBuilder table, int row, float value) => Time(table, row, MomentText.OfNumber(value), value.ToString(CultureInfo.InvariantCulture));

    public override void Whole(TableBuilder table, int row, long value) => Time(table, row, MomentText.OfNumber(value), value.ToString(CultureInfo.InvariantCulture));

    public override void Text(TableBuilder table, int row, ReadOnlySpan<char> value)
    {
        if (Column.Source.TimeForm.TryParse(value, out DateTime moment)) Time(table, row, moment, value);
        else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) Time(table, row, MomentText.OfNumber(number), value);
        else throw Refused(table, row, value, "A cell is no moment.", MomentText.Rule(Column.Source.TimeForm), MomentText.Remedy(table.Argument(Column.Number)));
    }

    public override void Miss(TableBuilder table, int row) =>
        throw Refused(table, row, "", "A row does not say when it was.", "a moment in every row of the column of times", "fill it, or remove the row");

    public override void Pad(int rows)
    {
        if (_moments.Count < rows)
            throw new Errors.InputException("A row does not say when it was.", $"column '{Column.Name}'", $"{_moments.Count} moments in {rows} rows", "a moment in every row", "fill them, or remove the rows");
    }

    public override (TableColumn Column, string? LeftOut) Decide(int rows) => (As(ColumnKind.Time), null);
}
