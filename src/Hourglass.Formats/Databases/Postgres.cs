using System.Data.Common;
using System.Net.Sockets;
using Hourglass.Errors;
using Hourglass.Sources;
using Npgsql;

namespace Hourglass.Formats.Databases;

/// <summary>PostgreSQL, in a transaction that can change nothing.</summary>
internal sealed class Postgres : DatabaseKind
{
    public override DbConnection Open(DatabaseQuery query, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            NpgsqlConnectionStringBuilder settings = Settings(query);
            (settings.Pooling, settings.IncludeErrorDetail, settings.PersistSecurityInfo) = (false, false, false);
            connection = new NpgsqlConnection(settings.ToString());
            connection.OpenAsync(cancellationToken).GetAwaiter().GetResult();
            using NpgsqlCommand command = new("SET default_transaction_read_only = on", connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or UriFormatException or KeyNotFoundException)
        {
            connection?.Dispose();
            throw new InputException(
                "The connection cannot be understood.", query.Name, Redact(wrong.Message, query), "postgres://USER:PASSWORD@HOST:PORT/DATABASE, or postgres:Host=...;Database=...;Username=...;Password=...",
                "the password may also stand in PGPASSWORD");
        }
        catch (Exception refused) when (refused is DbException or SocketException or TimeoutException or IOException)
        {
            connection?.Dispose();
            string found = Redact(refused.GetBaseException() is { } inner && inner != refused ? $"{refused.Message} ({inner.Message})" : refused.Message, query);
            throw new InputException("The server cannot be reached, or does not let in.", query.Name, found, "a PostgreSQL server that runs, a user and a database that it knows", "check host, port, user, password and database");
        }
    }

    // An error that the server itself reports leaves it there, unless it says that it is going down (class 57P).
    public override bool IsGone(DbException error, DbConnection connection) => error is not PostgresException reported || reported.SqlState.StartsWith("57P", StringComparison.Ordinal);

    protected override IEnumerable<string> Secrets(DatabaseQuery query)
    {
        yield return query.Connection;
        yield return Rest(query);
        string? password = null;
        try
        {
            password = Settings(query).Password;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            // What cannot be understood may hold the password anywhere: its values are secrets, each of them.
        }

        if (password is not null)
        {
            yield return password;
            yield return Uri.EscapeDataString(password);
        }
        else
        {
            foreach (string part in Rest(query).Split([';', '=', '@', ':', '/', '?', '&'], StringSplitOptions.TrimEntries))
                if (part.Length > 2) yield return part;
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(DatabaseQuery query)
    {
        string rest = Rest(query);
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return new NpgsqlConnectionStringBuilder(rest);
        var address = new Uri("postgres:" + rest);
        string[] user = address.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = address.Host, Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')) };
        if (address.Port > 0) settings.Port = address.Port;
        if (user[0].Length > 0) settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string key = parts[0] switch { "sslmode" => "SSL Mode", "connect_timeout" => "Timeout", "application_name" => "Application Name", _ => parts[0] };
            settings[key] = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return settings;
    }
}
