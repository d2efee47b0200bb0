using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Formats.Csv;

/// <summary>Collects the rows of a CSV table as float32 and refuses every cell that is not a finite number, or missing where that is allowed.</summary>
internal sealed class CsvTableBuilder(string name, string[]? header, CsvColumns columns, bool allowsMissing)
{
    private readonly ArrayBufferWriter<float> _values = new();
    private readonly List<string>? _labels = columns.Label is null ? null : [];

    /// <summary>Adds the current line of the reader.</summary>
    internal void Add(CsvReader csv)
    {
        RequireCount(csv.FieldCount, csv.LineNumber);
        Span<float> row = _values.GetSpan(columns.Inputs.Length);
        for (int i = 0; i < columns.Inputs.Length; i++)
        {
            ReadOnlySpan<byte> cell = csv.GetSpan(columns.Inputs[i]);
            if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out row[i]) || !float.IsFinite(row[i]))
                row[i] = MissingOrRefused(Encoding.UTF8.GetString(cell), columns.Inputs[i], csv.LineNumber);
        }

        _values.Advance(columns.Inputs.Length);
        if (columns.Label is { } label) _labels!.Add(csv.GetString(label));
    }

    /// <summary>Adds a line that was read ahead.</summary>
    internal void Add(string[] cells, long line)
    {
        RequireCount(cells.Length, line);
        Span<float> row = _values.GetSpan(columns.Inputs.Length);
        for (int i = 0; i < columns.Inputs.Length; i++)
        {
            string cell = cells[columns.Inputs[i]];
            if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out row[i]) || !float.IsFinite(row[i]))
                row[i] = MissingOrRefused(cell, columns.Inputs[i], line);
        }

        _values.Advance(columns.Inputs.Length);
        if (columns.Label is { } label) _labels!.Add(cells[label]);
    }

    internal DataSet Build()
    {
        if (_values.WrittenCount == 0) throw new InputException("The table has no rows.", name, "a header line only", "rows of numbers below it", "add rows, or name another file");
        string[]? names = header is null ? null : [.. columns.Inputs.Select(column => header[column])];
        DataSet data = DataSet.From(_values.WrittenMemory, columns.Inputs.Length, names, _labels).WithName(name);
        return allowsMissing ? data.AllowMissing() : data;
    }

    private void RequireCount(int count, long line)
    {
        if (count != columns.Count) throw OtherLength(name, line, count, columns.Count);
    }

    private float MissingOrRefused(string cell, int column, long line) => allowsMissing && IsMissing(cell) ? float.NaN : throw Refused(cell, column, line);

    internal static InputException OtherLength(string name, long line, int found, int first) => new(
        "The rows of the table have different lengths.", $"{name}, line {line}", $"{found} cells", $"{first} cells, as in the first line",
        "correct the line; a cell that holds the separator is enclosed in double quotes");

    private InputException Refused(string cell, int column, long line)
    {
        string where = $"{name}, line {line}, " + (header is null ? $"column {column + 1}" : $"column '{header[column]}'");
        string argument = header is null ? $"{column + 1}" : header[column];
        if (IsMissing(cell))
            return new InputException(
                "A cell of the table is missing.", where, cell.Length == 0 ? "an empty cell" : $"'{cell}'", "a number in every cell",
                $"--ignore {argument} leaves the column out; 'anomaly train' takes missing cells");
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return new InputException(
                "A number of the table is too large.", where, $"'{Shortened(cell)}'", "finite numbers within float32, up to 3.4e38",
                $"change its unit; --ignore {argument} leaves the column out");
        return new InputException(
            "A cell of the table is text.", where, $"'{Shortened(cell)}'", "a number with a decimal point in every cell",
            $"--ignore {argument} leaves the column out, --label {argument} makes it the label");
    }

    private static bool IsMissing(string cell) =>
        cell.ToUpperInvariant() is "" or "NA" or "N/A" or "NAN" or "NULL" or "NONE" or "?" or "-";

    private static string Shortened(string cell) => cell.Length <= 60 ? cell : cell[..60] + "...";
}
