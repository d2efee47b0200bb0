using System.Data.Common;
using Hourglass.Errors;
using Hourglass.Sources;

namespace Hourglass.Formats.Databases;

/// <summary>A kind of database: how a connection to it is written and opened, and what its errors mean.</summary>
internal abstract class DatabaseKind
{
    private static readonly (string Word, DatabaseKind Kind)[] Known = [("sqlite", new Sqlite()), ("postgres", new Postgres()), ("postgresql", new Postgres())];

    /// <summary>The kind that a connection begins with.</summary>
    public static DatabaseKind Of(string connection)
    {
        int end = connection.IndexOf(':');
        string word = end < 0 ? "" : connection[..end];
        return Known.FirstOrDefault(known => known.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Kind ?? throw new InputException(
            "The connection cannot be understood.", "--connect, or HOURGLASS_CONNECTION", word.Length == 0 ? "no kind of database before a colon" : $"'{word}:'",
            "sqlite:FILE, postgres://USER:PASSWORD@HOST/DATABASE, or postgres:Host=...;Database=...;Username=...;Password=...", "for example --connect sqlite:shop.db");
    }

    /// <summary>Opens a connection.</summary>
    public abstract DbConnection Open(DatabaseQuery query, CancellationToken cancellationToken);

    /// <summary>A command that reads.</summary>
    public virtual DbCommand Command(DbConnection connection, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }

    /// <summary>Ends a command that runs.</summary>
    public virtual void End(DbCommand command) => command.Cancel();

    /// <summary>Whether an error means that the server is no longer there.</summary>
    public abstract bool IsGone(DbException error, DbConnection connection);

    /// <summary>What a connection holds that no message may: passwords, and itself.</summary>
    protected abstract IEnumerable<string> Secrets(DatabaseQuery query);

    /// <summary>An error in the database's own words.</summary>
    public string Say(DbException error, DatabaseQuery query) => Redact(error.GetBaseException() is { } inner && inner != error ? $"{error.Message} ({inner.Message})" : error.Message, query);

    /// <summary>A text without what must not be seen.</summary>
    public string Redact(string text, DatabaseQuery query) =>
        Secrets(query).Where(secret => secret.Length > 0).OrderByDescending(secret => secret.Length).Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>What follows the kind in a connection.</summary>
    protected static string Rest(DatabaseQuery query) => query.Connection[(query.Connection.IndexOf(':') + 1)..];
}
