using System.Buffers;
using System.Text.Unicode;
using CsvHelper;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;

namespace Hourglass.Formats.Csv;

/// <summary>Hands the cells of a text table over, line by line.</summary>
/// <param name="dialect">How it is written.</param>
/// <param name="options">How it is read.</param>
internal sealed class CsvCells(CsvDialect dialect, ReadOptions options)
{
    private const int CellsOfBlock = 1 << 17;

    private long _line;
    private char[] _letters = new char[256];

    /// <summary>Reads all of it.</summary>
    public DataSet Read(CsvReader csv)
    {
        var table = new TableBuilder(dialect.Columns, dialect.Sources, options) { Place = _ => $"line {_line}" };
        int[] taken = [.. Enumerable.Range(0, dialect.Count).Where(table.Takes)];
        int room = Math.Max(1, CellsOfBlock / dialect.Count), row = 0;
        table.Begin(room);
        bool isHeader = dialect.Header is not null;
        while (csv.Read())
        {
            _line = csv.LineNumber;
            if (csv.FieldCount != dialect.Count) throw OtherLength(dialect.Columns.Table, _line, csv.FieldCount, dialect.Count, dialect.CountFrom);
            if (isHeader)
            {
                isHeader = false;
                continue;
            }

            foreach (int column in taken) table.Set(row, column, Letters(csv, column));
            if (++row < room) continue;
            table.End(row);
            table.Begin(room);
            row = 0;
        }

        table.End(row);
        return table.Build();
    }

    /// <summary>A line that has another number of cells.</summary>
    internal static InputException OtherLength(string name, long line, int found, int others, string from) => new(
        "The rows of the table have different lengths.", $"{name}, line {line}", $"{found} cells", $"{others} cells, as in {from}",
        found == 1 && line == 1 ? "remove the line; the first line holds the names of the columns, or values" : "correct the line; a cell that holds the separator is enclosed in double quotes");

    private ReadOnlySpan<char> Letters(CsvReader csv, int column)
    {
        ReadOnlySpan<byte> cell = csv.GetSpan(column);
        if (cell.Length > _letters.Length) _letters = new char[2 * cell.Length];
        if (Utf8.ToUtf16(cell, _letters, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            throw Undecoded(column, "the bytes " + Convert.ToHexString(cell[..Math.Min(cell.Length, 16)]), "text in UTF-8", "name its encoding in a file for --schema (\"encoding\": \"windows-1252\"), or save it as UTF-8");
        ReadOnlySpan<char> letters = _letters.AsSpan(0, length);
        return letters.Contains('\0') ? throw Undecoded(column, "a byte 0", "text without it", "save the file as CSV UTF-8 again") : letters;
    }

    private InputException Undecoded(int column, string found, string rule, string remedy) =>
        new("A cell of the table is no text.", $"{dialect.Columns.Table}, line {_line}, {dialect.Columns.Say(column)}", found, rule, remedy);
}
