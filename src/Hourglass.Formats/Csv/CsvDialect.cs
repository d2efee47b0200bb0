using System.Text;
using CsvHelper;
using Hourglass.Data;
using Hourglass.Readers;
using Hourglass.Readers.Tables;

namespace Hourglass.Formats.Csv;

/// <summary>How a text table is written, and what its columns hold: told by its beginning, where the schema does not say it.</summary>
/// <param name="Header">The names of the columns, or null.</param>
/// <param name="Count">How many columns there are.</param>
/// <param name="CountFrom">What says so.</param>
/// <param name="Columns">What is known of them.</param>
/// <param name="Sources">What their cells are.</param>
internal sealed record CsvDialect(string[]? Header, int Count, string CountFrom, TableColumns Columns, IReadOnlyList<SourceColumn> Sources)
{
    /// <summary>What was found out of it.</summary>
    public TableDialect Found { get; private init; } = TableDialect.Unknown;

    /// <summary>A table of numbers with a decimal point, as wide as its first line.</summary>
    /// <param name="csv">The reader, at its first line.</param>
    /// <param name="options">How the table is read.</param>
    /// <param name="name">Where it came from.</param>
    public static CsvDialect OfNumbers(CsvReader csv, ReadOptions options, string name)
    {
        string[] first = CsvTableReader.Cells(csv);
        string[]? header = CsvHeader.IsHeader(first, csv.Read() ? CsvTableReader.Cells(csv) : null) ? first : null;
        var columns = new TableColumns(header, first.Length, options, name);
        return new CsvDialect(header, first.Length, "the first line", columns, [.. columns.Names.Select(column => new SourceColumn(column, CellType.Number))]);
    }

    /// <summary>Looks at a beginning.</summary>
    /// <param name="csv">The reader of it, at its first line.</param>
    /// <param name="isWhole">Whether it is all of the table; otherwise its last line is cut.</param>
    /// <param name="options">How the table is read.</param>
    /// <param name="name">Where it came from.</param>
    public static CsvDialect Detect(CsvReader csv, bool isWhole, ReadOptions options, string name)
    {
        TableDialect reading = options.Table?.Dialect ?? TableDialect.Unknown;
        var guesses = new List<ColumnGuess>();
        var lengths = new Dictionary<int, long>();
        string[] first = CsvTableReader.Cells(csv);
        string[]? second = null;
        char[] letters = new char[256];
        bool isFirst = true;
        try
        {
            do
            {
                int count = csv.FieldCount;
                lengths[count] = lengths.GetValueOrDefault(count) + 1;
                if (!isFirst)
                {
                    second ??= CsvTableReader.Cells(csv);
                    See(csv, guesses, reading, ref letters);
                }

                isFirst = false;
            }
            while (csv.Read());
        }
        catch (CsvFormatException) when (!isWhole)
        {
            // The end of the beginning may lie within quotes. Damage further up is met again, and told, when all is read.
        }

        int columns = lengths.MaxBy(length => length.Value).Key;
        string[]? header = reading.HasHeader ?? CsvHeader.IsHeader(first, second) ? first : null;
        if (header is null) See(first, guesses, reading);
        while (guesses.Count < columns) guesses.Add(new ColumnGuess(reading.Missing));
        var known = new TableColumns(header?.Length == columns ? header : null, columns, options, name);
        TimeForm? form = reading.TimeFormat is { } format ? TimeForm.Of(format) : null;
        (char Mark, TimeForm Form) usually = Usually(guesses, csv.Separator, reading.DaysFirst);
        var sources = new SourceColumn[columns];
        for (int column = 0; column < columns; column++) sources[column] = Of(known, column, guesses[column].Decide(known.Names[column], reading.DecimalMark, form, usually));
        return new CsvDialect(header, columns, "most lines", known, sources) { Found = reading with { Delimiter = csv.Separator, DecimalMark = MarkOf(sources), HasHeader = header is not null } };
    }

    private static (char Mark, TimeForm Form) Usually(List<ColumnGuess> guesses, char separator, bool? daysFirst)
    {
        long point = guesses.Sum(guess => guess.Only.Point), comma = guesses.Sum(guess => guess.Only.Comma);
        long day = guesses.Sum(guess => guess.First.Day), month = guesses.Sum(guess => guess.First.Month);
        // Where commas are decimal marks, cells are separated by something else, and days come before months.
        bool isContinental = separator == ';';
        return (point == comma && isContinental ? ',' : comma > point ? ',' : '.', day == month && (daysFirst ?? isContinental) ? TimeForm.DayFirst : day > month ? TimeForm.DayFirst : TimeForm.MonthFirst);
    }

    // One for all numbers, or none where columns differ.
    private static char? MarkOf(SourceColumn[] sources) =>
        sources.Where(source => source.Type == CellType.Number).Select(source => source.DecimalMark).Distinct().ToArray() is [var mark] ? mark : null;

    // What the schema says of a column decides how its cells are read.
    private static SourceColumn Of(TableColumns columns, int column, SourceColumn guess) => columns.Kinds[column] switch
    {
        _ when column == columns.Moment => guess with { Type = guess.Type == CellType.Number ? CellType.Number : CellType.Time },
        ColumnKind.Number => guess with { Type = CellType.Number },
        ColumnKind.Time => guess with { Type = CellType.Time },
        null => guess,
        _ => guess with { Type = CellType.Text },
    };

    private static void See(CsvReader csv, List<ColumnGuess> guesses, TableDialect reading, ref char[] letters)
    {
        for (int column = 0; column < csv.FieldCount; column++)
        {
            ReadOnlySpan<byte> cell = csv.GetSpan(column);
            if (cell.Length > letters.Length) letters = new char[cell.Length * 2];
            int length = Encoding.UTF8.GetChars(cell, letters);
            if (column == guesses.Count) guesses.Add(new ColumnGuess(reading.Missing));
            guesses[column].See(letters.AsSpan(0, length));
        }
    }

    private static void See(string[] cells, List<ColumnGuess> guesses, TableDialect reading)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            if (column == guesses.Count) guesses.Add(new ColumnGuess(reading.Missing));
            guesses[column].See(cells[column]);
        }
    }
}
