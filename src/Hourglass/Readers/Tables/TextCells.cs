using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>Texts as they are written: labels and keys. A text that comes again is kept once.</summary>
internal sealed class TextCells(CellColumn column, ColumnKind kind) : ColumnCells(column)
{
    private const int MostShared = 10_000;

    private readonly List<string> _texts = [];
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    public override bool HasValues => false;

    public override bool TakesAnyText => true;

    public override IReadOnlyList<string> Texts => _texts;

    public override void Text(TableBuilder table, int row, ReadOnlySpan<char> value)
    {
        Pad(table.Rows + row);
        if (_shared.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value, out string? text)) _texts.Add(text);
        else
        {
            text = value.ToString();
            if (_shared.Count < MostShared) _shared.Add(text);
            _texts.Add(text);
        }
    }

    public override void Pad(int rows)
    {
        while (_texts.Count < rows) _texts.Add("");
    }

    public override (TableColumn Column, string? LeftOut) Decide(int rows) => (As(kind), null);
}
