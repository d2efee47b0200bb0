using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;
using Parquet;
using Parquet.Schema;

namespace Hourglass.Formats.Parquet;

/// <summary>
/// Reads tables from Parquet files, and from folders of them: numbers, texts, yes and no, dates and times, with or without nulls; one group of rows after
/// another, column by column. Columns that hold lists, maps or structures are refused unless they are ignored.
/// </summary>
public sealed class ParquetTableReader : Reader
{
    /// <summary>Numbers that are taken from a group of rows at once; larger groups are read in several rounds.</summary>
    private const long MostAtOnce = 1 << 26;

    private const int LookedAt = 1000;

    /// <inheritdoc/>
    public override string Name => "Parquet";

    /// <inheritdoc/>
    public override bool HoldsPictures => false;

    /// <inheritdoc/>
    public override bool ReadsFromItsEnd => true;

    /// <inheritdoc/>
    public override string FolderEnding => ".parquet";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) => head.StartsWith("PAR1"u8);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ReadAll(name, [name], _ => new NonClosing(stream), options);
    }

    /// <inheritdoc/>
    public override DataSet ReadFolder(string folder, IReadOnlyList<string> files, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ReadAll(folder, files, file => Guarded(file, () => File.OpenRead(file)), options);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ReadColumn(Stream stream, string name, string column)
    {
        using var file = new OpenFile(name, new NonClosing(stream));
        string[] names = [.. file.Fields.Select(field => field.Name)];
        int place = new TableColumns(names, names.Length, ReadOptions.Default, name).Find(column);
        var texts = new List<string>();
        for (int group = 0; group < file.Groups; group++)
        {
            ParquetColumn values = file.Read(group, place, out int rows);
            for (int row = 0; row < rows; row++) texts.Add(values.Text(row));
        }

        return texts;
    }

    private static DataSet ReadAll(string name, IReadOnlyList<string> files, Func<string, Stream> open, ReadOptions options)
    {
        if (options.Part is not null)
            throw new InputException("The table has no parts.", name, $"#{options.Part}", "a Parquet file is one table", "leave out #...; --ignore leaves out columns");
        TableBuilder? table = null;
        TableColumns? columns = null;
        string at = name;
        long before = 0;
        foreach (string path in files)
        {
            using var file = new OpenFile(path, open(path));
            if (table is null)
            {
                string[] names = [.. file.Fields.Select(field => field.Name)];
                columns = new TableColumns(names, names.Length, options, name);
                SourceColumn[] sources = [.. names.Select((_, column) => columns.Takes(column) ? file.Source(column, options, columns) : new SourceColumn(names[column], CellType.Text))];
                table = new TableBuilder(columns, sources, options) { Place = row => files.Count == 1 ? $"row {row + 1}" : $"{Path.GetFileName(at)} row {row + 1 - before}" };
            }

            (at, before) = (path, table.Rows);
            file.Pour(table, columns!);
        }

        return table!.Build();
    }

    private static T Guarded<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failed) when (failed is not (HourglassException or OperationCanceledException or OutOfMemoryException))
        {
            string found = failed.GetBaseException().Message;
            throw new InputException("The Parquet file cannot be read.", name, found, "a whole file in a form that Parquet.Net 6 reads", "write or get the file again", failed);
        }
    }

    /// <summary>An open file.</summary>
    private sealed class OpenFile : IDisposable
    {
        private readonly string _name;
        private readonly Stream _stream;
        private readonly ParquetReader _reader;

        public OpenFile(string name, Stream stream)
        {
            (_name, _stream) = (name, stream);
            _reader = Guarded(name, () => ParquetReader.CreateAsync(stream).GetAwaiter().GetResult());
            Fields = Guarded(name, () => _reader.Schema.Fields);
        }

        public IReadOnlyList<Field> Fields { get; }

        public int Groups => _reader.RowGroupCount;

        public ParquetColumn Read(int group, int column, out int rows)
        {
            DataField field = Plain(column);
            rows = RowsOf(group);
            ParquetColumn values = Guarded($"{_name}, column '{field.Name}'", () => ParquetColumn.Read(_reader.OpenRowGroupReader(group), field))
                ?? throw new InputException(
                    "A column holds what is no cell of a table.", $"{_name}, column '{field.Name}'", field.ClrType.Name, "numbers, texts, yes and no, dates and times", $"--ignore {field.Name} leaves the column out");
            return values;
        }

        public SourceColumn Source(int column, ReadOptions options, TableColumns columns)
        {
            DataField field = Plain(column);
            CellType type = ParquetColumn.TypeOf(field);
            var source = new SourceColumn(field.Name, type);
            if (type != CellType.Text || Groups == 0) return source;
            if (options.Table is null && columns.Kinds[column] == ColumnKind.Number)
            {
                throw new InputException(
                    "A column of the table is text.", $"{_name}, column '{field.Name}'", "texts", "numbers in every column", $"--ignore {field.Name} leaves the column out, --label {field.Name} makes it the label");
            }

            // Dates are often written as texts: the first ones tell.
            TableDialect dialect = options.Table?.Dialect ?? TableDialect.Unknown;
            var guess = new ColumnGuess(dialect.Missing);
            ParquetColumn values = Read(0, column, out int rows);
            for (int row = 0; row < Math.Min(rows, LookedAt); row++) guess.See(values.Text(row));
            return guess.Decide(field.Name, dialect);
        }

        public void Pour(TableBuilder table, TableColumns columns)
        {
            int[] places = Places(columns);
            int[] taken = [.. Enumerable.Range(0, places.Length).Where(table.Takes)];
            for (int group = 0; group < Groups; group++)
            {
                int rows = RowsOf(group), atOnce = (int)Math.Clamp(MostAtOnce / taken.Length, 1, Math.Max(1, rows));
                for (int start = 0; start < rows; start += atOnce)
                {
                    int count = Math.Min(atOnce, rows - start);
                    table.Begin(count);
                    foreach (int column in taken) Read(group, places[column], out _).Pour(table, column, start, count);
                    table.End(count);
                }
            }
        }

        public void Dispose()
        {
            _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _stream.Dispose();
        }

        private int RowsOf(int group) => Guarded(_name, () => checked((int)_reader.OpenRowGroupReader(group).RowCount) is var rows && rows >= 0 ? rows : throw new InvalidDataException($"a group of {rows} rows"));

        // Where this file has the columns of the first one.
        private int[] Places(TableColumns columns)
        {
            var own = new Dictionary<string, int>();
            for (int i = 0; i < Fields.Count; i++) own.TryAdd(Fields[i].Name, i);
            return [.. columns.Names.Select((column, i) => own.TryGetValue(column, out int place) ? place : i < Fields.Count && Fields[i].Name.Length == 0 ? i : throw new InputException(
                "The files of the folder do not have the same columns.", _name, $"no column '{column}'", $"the columns of the first file: {string.Join(", ", columns.Names.Take(20))}", "take the file out of the folder, or write it again"))];
        }

        private DataField Plain(int column) => Fields[column] is DataField { IsArray: false, MaxRepetitionLevel: 0 } plain ? plain : throw new InputException(
            "A column is nested.", $"{_name}, column '{Fields[column].Name}'", $"a {Fields[column].SchemaType.ToString().ToLowerInvariant()}", "single cells: numbers, texts, yes and no, dates and times",
            $"--ignore {Fields[column].Name} leaves the column out");
    }

    /// <summary>A stream that stays open for whoever opened it.</summary>
    private sealed class NonClosing(Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => stream.CanSeek;

        public override bool CanWrite => false;

        public override long Length => stream.Length;

        public override long Position { get => stream.Position; set => stream.Position = value; }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => stream.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
