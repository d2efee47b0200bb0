using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers.Tables;

/// <summary>
/// Makes a data set of the cells of a table, whatever they were read from. Rows come in blocks: <see cref="Begin"/>, cells in the order of the rows or of the
/// columns, each at most once and those of a column from the first row to the last (what is not set is missing), <see cref="End"/>; then <see cref="Build"/>.
/// What columns hold, where nobody said, is decided at the end. Values are float32, in memory up to a bound and in a temporary file beyond.
/// </summary>
public sealed class TableBuilder
{
    private readonly TableColumns _columns;
    private readonly ReadOptions _options;
    private readonly ColumnCells?[] _cells;
    private readonly RowStore _store;
    private readonly int _width;
    private readonly bool _isOfNumbers;
    private readonly TableDialect _dialect;
    private float[] _block = [];
    private int _capacity;

    /// <summary>A table without rows.</summary>
    /// <param name="columns">What is known of the columns.</param>
    /// <param name="sources">What the cells of each are in their source.</param>
    /// <param name="options">How the table is read.</param>
    public TableBuilder(TableColumns columns, IReadOnlyList<SourceColumn> sources, ReadOptions options)
    {
        (_columns, _options, _isOfNumbers, _dialect) = (columns, options, options.Table is null or { RefusesMissing: true }, options.Table?.Dialect ?? TableDialect.Unknown);
        _cells = new ColumnCells?[sources.Count];
        for (int column = 0; column < sources.Count; column++)
        {
            if (!columns.Takes(column)) continue;
            _cells[column] = Cells(column, sources[column]);
            if (_cells[column]!.HasValues) _cells[column]!.Place = _width++;
        }

        _store = new RowStore(Math.Max(1, _width) * sizeof(float), options.TemporaryFolder is { Length: > 0 } folder ? folder : Path.GetTempPath(), options.MostInMemory);
    }

    /// <summary>Rows so far, those of the block that is being filled left out.</summary>
    public int Rows { get; private set; }

    /// <summary>What a message calls a row, by its number from 0: "row 5" by default; a text file knows lines.</summary>
    public Func<int, string> Place { get; init; } = row => $"row {row + 1}";

    /// <summary>Whether cells of a column are wanted.</summary>
    /// <param name="column">The column, from 0.</param>
    public bool Takes(int column) => _cells[column] is not null;

    /// <summary>Starts a block of rows.</summary>
    /// <param name="rows">How many there can be.</param>
    public void Begin(int rows)
    {
        if (_block.Length < (long)rows * _width) _block = new float[checked(rows * _width)];
        _block.AsSpan(0, rows * _width).Fill(float.NaN);
        _capacity = rows;
    }

    /// <summary>Sets a cell.</summary>
    /// <param name="row">The row, from 0 at the beginning of the block.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="value">Its value.</param>
    public void Set(int row, int column, float value)
    {
        if (float.IsNaN(value)) Miss(row, column);
        else _cells[column]?.Number(this, row, value);
    }

    /// <inheritdoc cref="Set(int, int, float)"/>
    public void Set(int row, int column, long value) => _cells[column]?.Whole(this, row, value);

    /// <inheritdoc cref="Set(int, int, float)"/>
    public void Set(int row, int column, DateTime value) => _cells[column]?.Time(this, row, value, default);

    /// <inheritdoc cref="Set(int, int, float)"/>
    public void Set(int row, int column, bool value) => _cells[column]?.Answer(this, row, value);

    /// <summary>Sets a cell by its text, which may say that it is missing.</summary>
    /// <inheritdoc cref="Set(int, int, float)"/>
    public void Set(int row, int column, ReadOnlySpan<char> value)
    {
        ColumnCells? cells = _cells[column];
        if (cells is null) return;
        if (cells.TakesAnyText || !CellWords.IsMissing(value, _dialect.Missing)) cells.Text(this, row, value);
        else Miss(row, column, value);
    }

    /// <summary>Says that a cell is missing, where that is an error.</summary>
    /// <param name="row">The row, from 0 at the beginning of the block.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="text">What stands there.</param>
    public void Miss(int row, int column, ReadOnlySpan<char> text = default)
    {
        if (_cells[column] is not { } cells) return;
        if (_isOfNumbers && !_options.AllowsMissing && cells.HasValues)
        {
            throw new InputException(
                "A cell of the table is missing.", Where(row, column), text.IsEmpty ? "an empty cell" : $"'{text}'", "a number in every cell",
                $"--ignore {Argument(column)} leaves the column out; 'anomaly train' takes missing cells");
        }

        cells.Miss(this, row);
    }

    /// <summary>Ends a block.</summary>
    /// <param name="rows">How many rows it has, at most as many as there was room for.</param>
    public void End(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _capacity);
        if (Rows > int.MaxValue - rows)
            throw new InputException("The table has too many rows.", _columns.Table, $"more than {int.MaxValue}", "at most 2,147,483,647 rows", "take a part of it");
        if (_width > 0 && rows > 0)
        {
            // Room grows by half, so that adding block after block costs no more than a few copies of each.
            if (_store.Rows < Rows + rows) _store.Reserve(Rows + rows);
            _store.Write(Rows, MemoryMarshal.AsBytes(_block.AsSpan(0, rows * _width)));
        }

        Rows += rows;
        foreach (ColumnCells? cells in _cells) cells?.Pad(Rows);
    }

    /// <summary>The data set.</summary>
    /// <exception cref="InputException">There is no row, or no column that says anything.</exception>
    public DataSet Build()
    {
        if (Rows == 0) throw new InputException("The table has no rows.", _columns.Table, "a header line only", "rows below it", "add rows, or name another file");
        var kept = new List<ColumnCells>();
        var schema = new List<TableColumn>();
        var keys = ImmutableArray.CreateBuilder<string>();
        var texts = ImmutableArray.CreateBuilder<TextColumn>();
        IReadOnlyList<string>? labels = null;
        IReadOnlyList<DateTime>? times = null;
        for (int column = 0; column < _cells.Length; column++)
        {
            if (_cells[column] is not { } cells) continue;
            (TableColumn found, string? leftOut) = cells.Decide(Rows);
            if (leftOut is not null) _options.LeavesOutColumn?.Invoke(found, leftOut);
            if (found.Kind == ColumnKind.Label) labels = cells.Texts;
            else if (found.IsInput && cells.HasValues)
            {
                kept.Add(cells);
                schema.Add(found);
            }

            if (found.Kind == ColumnKind.Identifier) keys.Add(found.Name);
            times ??= cells.Moments;
            if ((found.Kind is ColumnKind.Identifier or ColumnKind.Time) && cells.Texts is { } written) texts.Add(new TextColumn(found.Name, written));
        }

        if (kept.Count == 0)
        {
            throw new InputException(
                "No column is left as input.", _columns.Table, "columns that name rows, are empty, or are labels", "at least one column that says something of a row",
                "say otherwise of one with --schema; 'hourglass table describe' writes such a file");
        }

        bool isPlain = _options.Table is not { } reading
            || (((reading.Schema.Columns.IsEmpty && _dialect == TableDialect.Unknown && !schema.Exists(column => column.Unit is not null)) || _isOfNumbers) && texts.Count == 0 && keys.Count == 0 && times is null && !kept.Exists(cells => cells.HasMissing) && schema.TrueForAll(column => column.Kind == ColumnKind.Number));
        var values = new StoredTable(
            _columns.Table, Rows, isPlain && !_columns.HasNames ? null : [.. schema.Select(column => column.Name)], labels, _store, _width,
            [.. kept.Select(cells => cells.Place)], [.. kept.Select(cells => cells.Renumbered)]);
        if (!isPlain) return new TableRows(values, new TableSchema([.. schema]) { Dialect = _dialect with { DaysFirst = OrderOfDates() ?? _dialect.DaysFirst }, Keys = keys.DrainToImmutable() }, texts.DrainToImmutable(), times);
        return _options.AllowsMissing && _options.Table is null ? values.AllowMissing() : values;
    }

    // Whether days come before months, where dates were read that would not tell each for itself; all columns of a table as one.
    private bool? OrderOfDates()
    {
        TimeForm[] forms = [.. _cells.OfType<ColumnCells>().Where(cells => cells.IsOfTimes).Select(cells => cells.TimeForm).Where(form => form == TimeForm.DayFirst || form == TimeForm.MonthFirst).Distinct()];
        return forms is [var form] ? form == TimeForm.DayFirst : null;
    }

    /// <summary>Keeps a value of the block.</summary>
    internal void Keep(int row, int place, float value) => _block[(row * _width) + place] = value;

    /// <summary>What a cell is called.</summary>
    internal string Where(int row, int column) => $"{_columns.Table}, {Place(Rows + row)}, {_columns.Say(column)}";

    /// <summary>What options call a column.</summary>
    internal string Argument(int column) => _columns.HasNames ? _columns.Names[column] : $"{column + 1}";

    private ColumnCells Cells(int column, SourceColumn source)
    {
        bool keepsTexts = _options.Table?.KeepsTexts ?? false;
        var what = new CellColumn(column, source, _columns.Names[column], _columns.Said(column), keepsTexts, _isOfNumbers);
        if (column == _columns.Moment) return new MomentCells(what);
        return _columns.Kinds[column] switch
        {
            ColumnKind.Number => new NumberCells(what, isOpen: false),
            ColumnKind.Category => new CodeCells(what, ColumnKind.Category),
            ColumnKind.Boolean => new CodeCells(what, ColumnKind.Boolean),
            ColumnKind.Time => new TimeCells(what),
            ColumnKind.Identifier => new TextCells(what, ColumnKind.Identifier),
            ColumnKind.Label => new TextCells(what, ColumnKind.Label),
            _ => source.Type switch
            {
                CellType.Number => new NumberCells(what, isOpen: true),
                CellType.Time => new TimeCells(what),
                CellType.Boolean => new CodeCells(what, ColumnKind.Boolean),
                _ => new CodeCells(what, null),
            },
        };
    }
}
