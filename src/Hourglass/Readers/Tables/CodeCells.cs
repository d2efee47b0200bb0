using System.Collections.Immutable;
using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>Texts as numbers of a list that grows with them: a category, a boolean, or, where nobody said and nearly every text is another one, keys.</summary>
internal sealed class CodeCells : ColumnCells
{
    /// <summary>So many texts, and so many letters of them, are no category any more.</summary>
    private const int MostTexts = 100_000, MostLetters = 1 << 25;

    /// <summary>In fewer rows each may well have another text by chance.</summary>
    private const int FewestKeys = 10;

    /// <summary>Share of the rows that have another text where a text names the row.</summary>
    private const double NearlyAll = 0.95;

    private readonly ColumnKind? _kind;
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _numberOf;
    private readonly List<string>? _written;
    private long _letters;
    private int _count;
    private bool _areTooMany, _isKept = true;

    public CodeCells(CellColumn column, ColumnKind? kind) : base(column)
    {
        _kind = kind;
        _numberOf = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (kind is null && column.KeepsTexts) _written = [];
        ImmutableArray<string> known = column.Said is { Categories: { IsDefault: false } said } ? said : [];
        if (known.IsEmpty && column.Source.Type == CellType.Boolean) known = ["false", "true"];
        foreach (string text in known)
            if (_numbers.TryAdd(text, _texts.Count)) _texts.Add(text);
    }

    public override bool HasValues => _isKept;

    public override IReadOnlyList<string>? Texts => _isKept ? null : _written;

    public override void Text(TableBuilder table, int row, ReadOnlySpan<char> value)
    {
        _count++;
        string? kept = null;
        if (!_numberOf.TryGetValue(value, out string? known, out int number) && !_areTooMany)
        {
            known = kept = value.ToString();
            number = _texts.Count;
            _numbers.Add(kept, number);
            _texts.Add(kept);
            _letters += kept.Length;
            if (_texts.Count > MostTexts || _letters > MostLetters)
            {
                if (_kind is not null)
                    throw Refused(
                        table, row, value, "The column has too many different texts.", $"at most {MostTexts:N0} texts, {MostLetters:N0} letters in all, in a category",
                        $"say with --schema that '{table.Argument(Column.Number)}' is an identifier, which names rows and is no input, or leave it out with --ignore");
                _areTooMany = true;
            }
        }

        if (_written is not null)
        {
            Fill(table.Rows + row);
            _written.Add(known ?? value.ToString());
        }

        table.Keep(row, Place, number);
    }

    public override void Pad(int rows) => Fill(rows);

    public override (TableColumn Column, string? LeftOut) Decide(int rows)
    {
        if (_count == 0 && Column.Said is null) return LeftOut(ColumnKind.Ignored, "every cell is missing");
        if (_kind is null && IsKey())
        {
            return LeftOut(ColumnKind.Identifier, _areTooMany ? $"it has more than {Math.Min(MostTexts, _texts.Count):N0} different texts" : $"it names the rows: {_texts.Count:N0} different texts in {rows:N0} rows");
        }

        // No stands before yes, whichever came first; of more texts than two the known ones stay where they are.
        if (_kind != ColumnKind.Category && _texts.Count == 2 && CellWords.AsAnswers(_texts[0], _texts[1]) is { } answers)
        {
            if (answers.No != _texts[0]) Renumbered = [1, 0];
            return (As(ColumnKind.Boolean) with { Categories = [answers.No, answers.Yes] }, null);
        }

        return (As(_kind ?? ColumnKind.Category) with { Categories = [.. _texts] }, null);
    }

    private bool IsKey() => _areTooMany
        || (_texts.Count == _count && _count > 1 && CellWords.IsKey(Column.Name))
        || (_count >= FewestKeys && _texts.Count >= NearlyAll * _count);

    private (TableColumn Column, string? LeftOut) LeftOut(ColumnKind kind, string reason)
    {
        _isKept = false;
        return (As(kind), reason);
    }

    private void Fill(int rows)
    {
        while (_written is not null && _written.Count < rows) _written.Add("");
    }
}
