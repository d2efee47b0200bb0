using System.Collections.Immutable;
using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>
/// Rows of a table: values as numbers, of the kinds that a schema tells, NaN where one is missing; beside them what names a row.
/// The values stay where they are.
/// </summary>
public sealed class TableRows : DataSet
{
    private readonly DataSet _values;

    /// <summary>Says what the columns of some rows hold.</summary>
    /// <param name="values">[rows, columns]: see <see cref="TableColumn.Say(float)"/> for what a value is.</param>
    /// <param name="schema">One input column for each column of the values.</param>
    /// <param name="texts">Columns that name rows; none by default.</param>
    /// <param name="times">When each row was, or null.</param>
    /// <exception cref="InputException">The columns do not fit the values, two have one name, or texts or times are not one a row.</exception>
    public TableRows(DataSet values, TableSchema schema, ImmutableArray<TextColumn> texts = default, IReadOnlyList<DateTime>? times = null)
        : base(Checked(values).Name, values.Rows, [values.Width], [.. schema.Columns.Select(column => column.Name)], values.Labels)
    {
        ArgumentNullException.ThrowIfNull(schema);
        schema.RequireDistinctNames(values.Name);
        if (schema.Columns.FirstOrDefault(column => !column.IsInput) is { } other)
            throw new InputException("A column is no input.", $"{values.Name}, column '{other.Name}'", other.Kind.ToString().ToLowerInvariant(), "numbers, categories, booleans and times are values of a row");
        _values = values;
        (Schema, Texts, Times) = (schema, texts.IsDefault ? [] : texts, times);
        if (Texts.FirstOrDefault(text => text.Values.Count != Rows) is { } odd)
            throw new InputException("A column of texts does not fit the data.", values.Name, $"{odd.Values.Count} texts in '{odd.Name}'", $"one for each of the {Rows} rows");
        if (times is not null && times.Count != Rows)
            throw new InputException("The times do not fit the data.", values.Name, $"{times.Count} times", $"one for each of the {Rows} rows");
    }

    /// <inheritdoc/>
    public override bool AllowsMissing => true;

    /// <inheritdoc/>
    public override TableSchema Schema { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TextColumn> Texts { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<DateTime>? Times { get; }

    /// <inheritdoc/>
    public override Type ElementType => _values.ElementType;

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination) => _values.CopyRow(row, destination);

    /// <inheritdoc/>
    public override void Prefetch(int row) => _values.Prefetch(row);

    private static DataSet Checked(DataSet values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values;
    }
}
