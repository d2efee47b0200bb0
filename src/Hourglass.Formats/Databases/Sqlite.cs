using System.Data.Common;
using Hourglass.Errors;
using Hourglass.Sources;
using Microsoft.Data.Sqlite;

namespace Hourglass.Formats.Databases;

/// <summary>SQLite: a file, opened for reading only.</summary>
internal sealed class Sqlite : DatabaseKind
{
    public override DbConnection Open(DatabaseQuery query, CancellationToken cancellationToken)
    {
        string file = Rest(query);
        if (!File.Exists(file))
            throw new InputException("There is no such database.", file, Directory.Exists(file) ? "a folder" : "no file", "sqlite:FILE", "check the path; the folder is " + Directory.GetCurrentDirectory());
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            command.ExecuteScalar();
            return connection;
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw new InputException("The database cannot be opened.", file, refused.Message, "a SQLite file with read permission", "check the file", refused);
        }
    }

    public override bool IsGone(DbException error, DbConnection connection) => error is SqliteException { SqliteErrorCode: 10 or 11 or 26 };

    protected override IEnumerable<string> Secrets(DatabaseQuery query) => [];
}
