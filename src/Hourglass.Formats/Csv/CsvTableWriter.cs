using CsvHelper;
using Hourglass.Readers;

namespace Hourglass.Formats.Csv;

/// <summary>Writes rows as CSV (RFC 4180, comma, line feeds, UTF-8), numbers in the shortest form that reads back as the same float32.</summary>
public sealed class CsvTableWriter : RowWriter
{
    private readonly CsvWriter _writer;

    /// <summary>Starts the table.</summary>
    /// <param name="stream">Where the table goes; stays open.</param>
    /// <param name="columns">The column names, written as the first line; null writes no header.</param>
    public CsvTableWriter(Stream stream, IReadOnlyList<string>? columns = null)
    {
        _writer = CsvWriter.Create(stream, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        if (columns is null) return;
        foreach (string column in columns) _writer.WriteField(column);
        _writer.EndRecord();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The row has another width than the rows before it.</exception>
    public override void WriteRow(ReadOnlySpan<float> row) => WriteRow([], row);

    /// <summary>Writes a row of text cells followed by numbers, for example a row number and a label before the code.</summary>
    /// <param name="texts">The text cells.</param>
    /// <param name="values">The numbers.</param>
    /// <exception cref="InvalidOperationException">The row has another width than the rows before it.</exception>
    public void WriteRow(ReadOnlySpan<string> texts, ReadOnlySpan<float> values)
    {
        foreach (string text in texts) _writer.WriteField(text);
        foreach (float value in values) _writer.WriteField(value);
        _writer.EndRecord();
    }

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();
}
