using System.Collections.Immutable;
using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>What the columns of a table hold, in their order.</summary>
/// <param name="Columns">The columns.</param>
public sealed record TableSchema(ImmutableArray<TableColumn> Columns)
{
    /// <summary>What was said of how the table is written, and in which order its dates are; to read others like it in the same way.</summary>
    public TableDialect Dialect { get; init; } = TableDialect.Unknown;

    /// <summary>Names of columns that name rows and are none of these, but carried over to results; none by default.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Whether every column is a number, so that a row is a row of numbers.</summary>
    public bool IsOfNumbers => Columns.All(column => column.Kind == ColumnKind.Number);

    /// <summary>The column of a name, or null.</summary>
    /// <param name="name">The name; upper and lower case are different letters.</param>
    public TableColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Some columns in another order.</summary>
    /// <param name="columns">Their numbers, from 0.</param>
    public TableSchema Select(IEnumerable<int> columns) => this with { Columns = [.. columns.Select(column => Columns[column])] };

    /// <summary>Makes sure that the names can be told apart.</summary>
    /// <param name="name">Where the table came from, for the message.</param>
    /// <exception cref="InputException">Two columns have one name.</exception>
    public TableSchema RequireDistinctNames(string name)
    {
        IGrouping<string, TableColumn>? twice = Columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? this : throw new InputException(
            "Two columns have the same name.", name, $"'{twice.Key}' {twice.Count()} times", "every column has a name of its own", "rename one of them in the first line");
    }
}
