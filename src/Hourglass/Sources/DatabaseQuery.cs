namespace Hourglass.Sources;

/// <summary>A query to a database. The connection may hold a password, so it is neither printed nor written anywhere: its kind stands for it.</summary>
/// <param name="connection"><c>sqlite:FILE</c> or <c>postgres:...</c></param>
/// <param name="sql">The query.</param>
public sealed class DatabaseQuery(string connection, string sql)
{
    /// <summary>Where the database is, and how to be let in.</summary>
    public string Connection { get; } = connection;

    /// <summary>The query.</summary>
    public string Sql { get; } = sql;

    /// <summary>What messages and reports call it; "a query to sqlite" by default.</summary>
    public string Name { get; init; } = connection.IndexOf(':') is var end and > 0 ? $"a query to {connection[..end]}" : "a query";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
