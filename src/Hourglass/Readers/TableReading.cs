using System.Collections.Immutable;
using Hourglass.Data;

namespace Hourglass.Readers;

/// <summary>How a table is read whose columns are more than numbers: what is not said here is found out from the table itself.</summary>
public sealed record TableReading
{
    /// <summary>
    /// What is known of some columns, by name: their kind, their unit, how texts of categories are numbered (new texts are numbered after them). Columns
    /// that it does not name are found out, or left out where <see cref="IsComplete"/>. Empty by default.
    /// </summary>
    public TableSchema Schema { get; init; } = new([]);

    /// <summary>Whether columns that the schema does not name are left out: for data of a model that knows its columns. False by default.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether a missing cell is an error, unless <see cref="ReadOptions.AllowsMissing"/>: for models of rows of numbers. False by default.</summary>
    public bool RefusesMissing { get; init; }

    /// <summary>Whether keys and times are kept as they are written (<see cref="DataSet.Texts"/>). False by default.</summary>
    public bool KeepsTexts { get; init; }

    /// <summary>The column that says when each row was (<see cref="DataSet.Times"/>), by name or number from 1; it is no input then. None by default.</summary>
    public string? Time { get; init; }

    /// <summary>Texts that stand for a missing value beside the usual ones (empty, NA, N/A, NaN, NULL, None, ?, -). None by default.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>What separates the cells of a text table; found out when null (default).</summary>
    public char? Delimiter { get; init; }

    /// <summary>The decimal mark of a text table, '.' or ','; found out when null (default).</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Whether the first line of a text table names the columns; found out when null (default).</summary>
    public bool? HasHeader { get; init; }

    /// <summary>How dates are written in a text table, as .NET writes formats (dd.MM.yyyy); found out when null (default).</summary>
    public string? TimeFormat { get; init; }

    /// <summary>The encoding of a text table: utf-8, utf-16, latin1, windows-1252, gb18030; found out when null (default).</summary>
    public string? Encoding { get; init; }
}
