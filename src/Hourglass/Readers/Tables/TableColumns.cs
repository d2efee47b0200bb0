using System.Collections.Immutable;
using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers.Tables;

/// <summary>What is known of the columns of a table before its rows are read: which are inputs, and of what kind.</summary>
public sealed class TableColumns
{
    private readonly Dictionary<string, TableColumn> _said;
    private readonly bool _keepsTexts;

    /// <summary>Finds the columns that the options name.</summary>
    /// <param name="names">Their names; null where the table has none: then they are called 1, 2, ...</param>
    /// <param name="count">How many columns there are.</param>
    /// <param name="options">Labels, ignored columns, and how the table is read.</param>
    /// <param name="table">Where the table came from, for messages.</param>
    /// <exception cref="InputException">A column that is named is not there, two have one name, or none is left.</exception>
    public TableColumns(IReadOnlyList<string>? names, int count, ReadOptions options, string table)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Table, HasNames, _keepsTexts) = (table, names is not null, options.Table?.KeepsTexts ?? false);
        _said = (options.Table?.Schema.RequireDistinctNames(table).Columns ?? []).ToDictionary(said => said.Name);
        Names = [.. Enumerable.Range(0, count).Select(column => names?[column] is { Length: > 0 } name ? name : (column + 1).ToString(CultureInfo.InvariantCulture))];
        if (names is null && options.Table is { IsComplete: true }) Names = Positional(options);
        Kinds = new ColumnKind?[count];
        if (options.Table is { } reading) Choose(reading);
        else Array.Fill(Kinds, ColumnKind.Number);
        foreach (string ignored in options.Ignore) Kinds[Find(ignored)] = ColumnKind.Ignored;
        if (options.Label is { } label)
        {
            for (int column = 0; column < count; column++)
                if (Kinds[column] == ColumnKind.Label) Kinds[column] = ColumnKind.Ignored;
            Kinds[Find(label)] = ColumnKind.Label;
        }

        if (options.Table?.Time is { } time) Kinds[(Moment = Find(time)).Value] = ColumnKind.Time;
        if (Kinds.Where((kind, column) => column != Moment).All(kind => kind is ColumnKind.Label or ColumnKind.Ignored))
            throw new InputException("No column is left as input.", table, $"{count} columns, all of them label or ignored", "at least one input column");
        if (options.Table is not null) RequireDistinctNames();
    }

    /// <summary>Where the table came from.</summary>
    public string Table { get; }

    /// <summary>A name for each column.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether the names are the table's own.</summary>
    public bool HasNames { get; }

    /// <summary>The column that says when each row was, or null.</summary>
    public int? Moment { get; }

    /// <summary>What is said of each column; null where it is to be found out.</summary>
    public ColumnKind?[] Kinds { get; }

    /// <summary>What the schema says of a column, or null.</summary>
    public TableColumn? Said(int column) => _said.GetValueOrDefault(Names[column]);

    /// <summary>Whether anything is to be read of a column.</summary>
    public bool Takes(int column) =>
        Kinds[column] is not ColumnKind.Ignored && (Kinds[column] != ColumnKind.Identifier || _keepsTexts);

    /// <summary>What a message calls a column.</summary>
    public string Say(int column) => HasNames ? $"column '{Names[column]}'" : $"column {column + 1}";

    private void Choose(TableReading reading)
    {
        for (int column = 0; column < Names.Count; column++)
            Kinds[column] = Said(column)?.Kind ?? (reading.IsComplete ? ColumnKind.Ignored : null);
        HashSet<string> present = [.. Names];
        TableColumn[] absent = [.. reading.Schema.Columns.Where(said => !present.Contains(said.Name))];
        if (absent.Length > 0 && (!reading.IsComplete || absent.Length == reading.Schema.Columns.Length)) throw Absent(absent[0].Name);
    }

    /// <summary>A column by its name, else by its number from 1, else by its number from the end (-1 is the last).</summary>
    /// <param name="column">Its name or number.</param>
    /// <exception cref="InputException">There is no such column.</exception>
    public int Find(string column)
    {
        int count = Names.Count;
        for (int i = 0; HasNames && i < count; i++)
            if (Names[i] == column) return i;
        if (int.TryParse(column, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != 0 && Math.Abs(number) <= count)
            return number > 0 ? number - 1 : count + number;
        throw Absent(column);
    }

    // A table without names has the columns that are known in their order, when it has as many beside those that the options name.
    private ImmutableArray<string> Positional(ReadOptions options)
    {
        HashSet<int> others = [.. options.Ignore.Concat([options.Label, options.Table!.Time]).OfType<string>().Select(Find)];
        int[] rest = [.. Enumerable.Range(0, Names.Count).Where(column => !others.Contains(column))];
        ImmutableArray<TableColumn> known = [.. options.Table.Schema.Columns.Where(column => column.IsInput)];
        if (rest.Length != known.Length || known.Any(column => Names.Contains(column.Name))) return [.. Names];
        string[] given = [.. Names];
        for (int i = 0; i < rest.Length; i++) given[rest[i]] = known[i].Name;
        return [.. given];
    }

    private InputException Absent(string column)
    {
        int count = Names.Count;
        return new InputException(
            $"There is no column '{column}'.", Table,
            HasNames ? string.Join(", ", Names.Take(20)) + (count > 20 ? $", ... ({count} columns)" : "") : $"{count} columns without names",
            "the name of a column, or its number from 1",
            HasNames ? "give one of these names; upper and lower case are different letters" : $"give a number from 1 to {count}");
    }

    private void RequireDistinctNames() =>
        _ = new TableSchema([.. Names.Where((_, column) => Takes(column)).Select(name => new TableColumn(name, ColumnKind.Number))]).RequireDistinctNames(Table);
}
