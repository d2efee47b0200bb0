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

    /// <summary>How the cells are written, as far as it is known; nothing is by default.</summary>
    public TableDialect Dialect { get; init; } = TableDialect.Unknown;
}
