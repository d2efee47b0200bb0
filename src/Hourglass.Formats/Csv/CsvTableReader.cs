using System.Text;
using CsvHelper;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Formats.Csv;

/// <summary>
/// Reads tables from text: comma, semicolon, tab or bar, told by content; a header line is recognised. As numbers with a decimal point, where text is
/// refused and so are missing cells unless <see cref="ReadOptions.AllowsMissing"/>; or, with <see cref="ReadOptions.Table"/>, as what the columns hold: then
/// encoding, decimal marks, dates and kinds are told from up to 64 MiB of the file, and a cell further down that contradicts is refused.
/// </summary>
public sealed class CsvTableReader : Reader
{
    /// <summary>The longest line, in bytes; a quote that is never closed ends here.</summary>
    private const int LongestRecord = 16 << 20;

    private const int MostLookedAt = 64 << 20;

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
        head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || IsText(head) || (CsvEncoding.WideOf(head) is { } wide && IsText(Encoding.UTF8.GetBytes(wide.GetString(head))));

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Part is not null)
            throw new InputException("The table has no parts.", name, $"#{options.Part}", "a CSV file is one table", "leave out #...; --ignore leaves out columns");
        CsvBeginning beginning = CsvBeginning.Of(stream, MostLookedAt);
        CsvReaderOptions form = s_options;
        if (options.Table is { Dialect: var said })
        {
            Encoding? encoding = said.Encoding is { } named && !CsvEncoding.IsMarked(beginning.Bytes.Span) ? CsvEncoding.Named(named) : CsvEncoding.Detect(beginning.Bytes.Span, beginning.IsWhole);
            form = form with { Encoding = encoding, Separator = said.Delimiter ?? beginning.FindDelimiter(CsvEncoding.OrMarked(encoding, beginning.Bytes.Span)) };
        }

        CsvDialect dialect = Guarded(beginning.With(Stream.Null), form, name, csv =>
        {
            if (!csv.Read()) throw new InputException("The table is empty.", name, "no line", "rows of cells", "add rows, or name another file");
            return options.Table is null ? CsvDialect.OfNumbers(csv, options, name) : CsvDialect.Detect(csv, beginning.IsWhole, options, name);
        });
        options.FindsDialect?.Invoke(dialect.Found with { Encoding = form.Encoding?.WebName });
        return Guarded(beginning.With(stream), form, name, csv => new CsvCells(dialect, options).Read(csv));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ReadColumn(Stream stream, string name, string column)
    {
        CsvBeginning beginning = CsvBeginning.Of(stream, MostLookedAt);
        CsvReaderOptions form = s_options with { Encoding = CsvEncoding.Detect(beginning.Bytes.Span, beginning.IsWhole) };
        return Guarded(beginning.With(stream), form, name, csv =>
        {
            if (!csv.Read()) throw new InputException("The table is empty.", name, "no line", "lines of cells", "add lines, or name another file");
            string[] first = Cells(csv);
            int place = new Readers.Tables.TableColumns(first, first.Length, ReadOptions.Default, name).Find(column);
            List<string> texts = first[place] == column ? [] : [first[place]];
            while (csv.Read())
            {
                if (csv.FieldCount != first.Length) throw CsvCells.OtherLength(name, csv.LineNumber, csv.FieldCount, first.Length, "the first line");
                texts.Add(csv.GetString(place));
            }

            return texts;
        });
    }

    internal static string[] Cells(CsvReader csv)
    {
        string[] cells = new string[csv.FieldCount];
        for (int i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
        return cells;
    }

    private static T Guarded<T>(Stream stream, CsvReaderOptions form, string name, Func<CsvReader, T> read)
    {
        try
        {
            using CsvReader csv = CsvReader.Create(stream, form, leaveOpen: true);
            return read(csv);
        }
        catch (CsvFormatException damage)
        {
            throw new InputException(
                "The table is damaged.", $"{name}, line {damage.LineNumber}", damage.Message, "quotes come in pairs and enclose whole cells", cause: damage);
        }
    }

    private static bool IsText(ReadOnlySpan<byte> head) => !head.ContainsAnyInRange((byte)0, (byte)8) && !head.ContainsAnyInRange((byte)14, (byte)31);
}
