using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Sources;
using Microsoft.Data.Sqlite;

namespace Hourglass.Formats.Databases;

/// <summary>Reads a table of a SQLite file, <c>shop.db#orders</c>; where there is one table only, it need not be named. For queries there is <see cref="Database"/>.</summary>
public sealed class SqliteReader : Reader
{
    private const int MostNamed = 20;

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override bool HoldsPictures => false;

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) => head.StartsWith("SQLite format 3\0"u8);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        if (stream is FileStream file) return ReadFile(file.Name, name, options);

        // The database reads files only; what comes packed or from elsewhere becomes one.
        string copy = Path.Combine(options.TemporaryFolder is { Length: > 0 } folder ? folder : Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (FileStream written = File.Create(copy)) stream.CopyTo(written);
            return ReadFile(copy, name, options);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static DataSet ReadFile(string path, string name, ReadOptions options)
    {
        string[] tables = TablesOf(path, name);
        string named = string.Join(", ", tables.Take(MostNamed)) + (tables.Length > MostNamed ? $", ... ({tables.Length} tables)" : "");
        if (tables.Length == 0) throw new InputException("The database has no table.", name, "0 tables", "at least one", "check the file");
        string table = options.Part is { } part
            ? tables.FirstOrDefault(known => known.Equals(part, StringComparison.OrdinalIgnoreCase)) ?? throw new InputException("There is no such table.", $"{name}#{part}", named, "the name of a table or a view", "give one of these names")
            : tables is [var only] ? only : throw new InputException("The database has several tables.", name, named, "FILE#TABLE", $"for example {name}#{tables[0]}; --connect sqlite:{name} --sql ... takes any query");
        var query = new DatabaseQuery($"sqlite:{path}", $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"") { Name = $"{name}#{table}" };
        return Database.Read(query, options with { Part = null });
    }

    // Views too, and none of the database's own.
    private static string[] TablesOf(string path, string name)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
            using SqliteDataReader rows = command.ExecuteReader();
            var tables = new List<string>();
            while (rows.Read()) tables.Add(rows.GetString(0));
            return [.. tables];
        }
        catch (SqliteException refused)
        {
            throw new InputException("The database cannot be opened.", name, refused.Message, "a whole SQLite file", "check the file", refused);
        }
    }
}
