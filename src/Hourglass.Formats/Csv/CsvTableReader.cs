using CsvHelper;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Formats.Csv;

/// <summary>
/// Reads tables of numbers from CSV: comma, semicolon, tab or bar, told by content; a header line is recognised; numbers are written with a
/// decimal point. Text is refused, and so are missing cells unless <see cref="ReadOptions.AllowsMissing"/>. The label column may hold text.
/// </summary>
public sealed class CsvTableReader : Reader
{
    /// <summary>The longest line, in bytes; a quote that is never closed ends here.</summary>
    private const int LongestRecord = 16 << 20;

    private static readonly CsvReaderOptions s_options = new()
    {
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestRecord,
    };

    /// <inheritdoc/>
    public override string Name => "CSV";

    /// <inheritdoc/>
    public override bool HoldsPictures => false;

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) =>
        IsUtf16(head) || (!head.ContainsAnyInRange((byte)0, (byte)8) && !head.ContainsAnyInRange((byte)14, (byte)31));

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Part is not null)
            throw new InputException("The table has no parts.", name, $"#{options.Part}", "a CSV file is one table of numbers", "leave out #...; --ignore leaves out columns");
        return Guarded(stream, name, csv => Read(csv, name, options));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ReadColumn(Stream stream, string name, string column) => Guarded(stream, name, csv =>
    {
        if (!csv.Read()) throw new InputException("The table is empty.", name, "no line", "lines of cells", "add lines, or name another file");
        string[] first = Cells(csv);
        int place = CsvColumns.Find(column, first, first.Length, name);
        List<string> texts = first[place] == column ? [] : [first[place]];
        while (csv.Read())
        {
            if (csv.FieldCount != first.Length) throw CsvTableBuilder.OtherLength(name, csv.LineNumber, csv.FieldCount, first.Length);
            texts.Add(csv.GetString(place));
        }

        return texts;
    });

    private static T Guarded<T>(Stream stream, string name, Func<CsvReader, T> read)
    {
        try
        {
            using CsvReader csv = CsvReader.Create(stream, s_options, leaveOpen: true);
            return read(csv);
        }
        catch (CsvFormatException damage)
        {
            throw new InputException(
                "The table is damaged.", $"{name}, line {damage.LineNumber}", damage.Message, "quotes come in pairs and enclose whole cells", cause: damage);
        }
    }

    private static DataSet Read(CsvReader csv, string name, ReadOptions options)
    {
        if (!csv.Read()) throw new InputException("The table is empty.", name, "no line", "rows of numbers", "add rows, or name another file");
        string[] first = Cells(csv);
        long firstLine = csv.LineNumber;
        string[]? second = csv.Read() ? Cells(csv) : null;
        string[]? header = CsvHeader.IsHeader(first, second) ? first : null;
        var columns = CsvColumns.Choose(header, first.Length, options, name);
        var table = new CsvTableBuilder(name, header, columns, options.AllowsMissing);
        if (header is null) table.Add(first, firstLine);
        if (second is null) return table.Build();
        do table.Add(csv);
        while (csv.Read());
        return table.Build();
    }

    private static bool IsUtf16(ReadOnlySpan<byte> head) => head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private static string[] Cells(CsvReader csv)
    {
        string[] cells = new string[csv.FieldCount];
        for (int i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
        return cells;
    }
}
