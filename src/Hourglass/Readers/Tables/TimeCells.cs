using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>Moments as days since <see cref="TableColumn.FirstDay"/>.</summary>
internal sealed class TimeCells(CellColumn column) : ColumnCells(column)
{
    private readonly List<string>? _written = column.KeepsTexts ? [] : null;

    public override bool IsOfTimes => true;

    public override IReadOnlyList<string>? Texts => _written;

    public override void Time(TableBuilder table, int row, DateTime value, ReadOnlySpan<char> text)
    {
        if (_written is not null)
        {
            Pad(table.Rows + row);
            _written.Add(text.IsEmpty ? Written(value) : text.ToString());
        }

        table.Keep(row, Place, (float)TableColumn.Days(value));
    }

    public override void Number(TableBuilder table, int row, float value) => throw Refused(table, row, $"{value}", "A cell is no moment.", MomentText.Rule(Column.Source.TimeForm));

    public override void Whole(TableBuilder table, int row, long value) => Time(table, row, MomentText.OfNumber(value), $"{value}");

    public override void Text(TableBuilder table, int row, ReadOnlySpan<char> value)
    {
        if (!Column.Source.TimeForm.TryParse(value, out DateTime moment))
            throw Refused(table, row, value, "A cell is no moment.", MomentText.Rule(Column.Source.TimeForm), MomentText.Remedy(table.Argument(Column.Number)));
        Time(table, row, moment, value);
    }

    public override void Pad(int rows)
    {
        while (_written is not null && _written.Count < rows) _written.Add("");
    }

    public override (TableColumn Column, string? LeftOut) Decide(int rows) => (As(ColumnKind.Time), null);
}
