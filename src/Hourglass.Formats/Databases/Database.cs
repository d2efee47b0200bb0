using System.Data.Common;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;
using Hourglass.Sources;

namespace Hourglass.Formats.Databases;

/// <summary>
/// Reads what a query to a database gives, row after row: SQLite files and PostgreSQL servers. Nothing in the database can be changed by it. What the connection
/// says, passwords above all, stands in no message and in no data set.
/// </summary>
public static class Database
{
    private const int LookedAt = 1000, RowsOfBlock = 1024;

    /// <summary>Reads the rows of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">Labels, ignored columns, and how the table is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InputException">The connection cannot be understood, the database refuses it or the query, or a cell is not of its column's kind.</exception>
    /// <exception cref="WorkFailedException">The server went away.</exception>
    public static DataSet Read(DatabaseQuery query, ReadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(options);
        DatabaseKind kind = DatabaseKind.Of(query.Connection);
        using DbConnection connection = kind.Open(query, cancellationToken);
        DbDataReader? reader = null;
        try
        {
            using DbCommand command = kind.Command(connection, query.Sql);
            using CancellationTokenRegistration ends = cancellationToken.Register(() => kind.End(command));
            try
            {
                reader = command.ExecuteReader(System.Data.CommandBehavior.SingleResult);
            }
            catch (DbException refused)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (kind.IsGone(refused, connection)) throw Gone(query, kind, 0, refused);
                throw new InputException("The database refuses the query.", query.Name, kind.Say(refused, query), "SQL that gives rows", $"correct --sql \"{Shortened(query.Sql)}\"", refused);
            }

            return Read(reader, query, kind, connection, options, cancellationToken);
        }
        finally
        {
            // A server that went away may fail once more here.
            try
            {
                reader?.Dispose();
            }
            catch (DbException)
            {
            }
        }
    }

    private static DataSet Read(DbDataReader reader, DatabaseQuery query, DatabaseKind kind, DbConnection connection, ReadOptions options, CancellationToken cancellationToken)
    {
        if (reader.FieldCount == 0) throw new InputException("The query gives no rows.", query.Name, "nothing", "a SELECT, which gives rows", $"correct --sql \"{Shortened(query.Sql)}\"");
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var columns = new TableColumns(names, names.Length, options, query.Name);
        var first = new List<object[]>();
        long rows = 0;
        bool Next()
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                bool has = reader.Read();
                rows += has ? 1 : 0;
                return has;
            }
            catch (Exception failed) when (failed is DbException or IOException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (failed is DbException refused && !kind.IsGone(refused, connection))
                    throw new InputException("The database refuses to go on.", $"{query.Name}, row {rows + 1}", kind.Say(refused, query), "SQL that gives rows", "correct --sql", failed);
                throw Gone(query, kind, rows, failed);
            }
        }

        while (first.Count < LookedAt && Next()) first.Add(Row(reader, query, rows));
        SourceColumn[] sources = [.. names.Select((name, column) => columns.Takes(column) ? Source(reader, name, column, first, options) : new SourceColumn(name, CellType.Text))];
        var cells = new DatabaseCells(columns, sources, options, query.Name);
        int filled = 0;
        cells.Table.Begin(RowsOfBlock);
        void Add(object[] row)
        {
            cells.Set(filled, row);
            if (++filled < RowsOfBlock) return;
            cells.Table.End(filled);
            cells.Table.Begin(RowsOfBlock);
            filled = 0;
        }

        foreach (object[] row in first) Add(row);
        if (first.Count == LookedAt)
            while (Next()) Add(Row(reader, query, rows));
        cells.Table.End(filled);
        return cells.Table.Build();
    }

    private static object[] Row(DbDataReader reader, DatabaseQuery query, long row)
    {
        object[] cells = new object[reader.FieldCount];
        try
        {
            reader.GetValues(cells);
            return cells;
        }
        catch (Exception odd) when (odd is InvalidCastException or OverflowException or NotSupportedException or FormatException)
        {
            throw new InputException("A cell cannot be read.", $"{query.Name}, row {row}", odd.Message, "numbers, texts, yes and no, dates and times", "convert it in the query: column::float8, column::text", odd);
        }
    }

    // What a column is can differ from cell to cell (SQLite), and dates are often kept as texts there: the first rows tell.
    private static SourceColumn Source(DbDataReader reader, string name, int column, List<object[]> first, ReadOptions options)
    {
        TableDialect dialect = options.Table?.Dialect ?? TableDialect.Unknown;
        var guess = new ColumnGuess(dialect.Missing);
        var types = new HashSet<CellType>();
        foreach (object[] row in first)
        {
            if (row[column] is DBNull) continue;
            if (DatabaseCells.TypeOf(row[column].GetType()) is { } type and not CellType.Text) types.Add(type);
            else guess.See($"{row[column]}");
        }

        if (types.Count == 1) return new SourceColumn(name, types.Single());
        if (types.Count == 0 && first.TrueForAll(row => row[column] is DBNull)) return new SourceColumn(name, DatabaseCells.TypeOf(reader.GetFieldType(column)) ?? CellType.Text);
        return guess.Decide(name, dialect);
    }

    private static WorkFailedException Gone(DatabaseQuery query, DatabaseKind kind, long rows, Exception cause) => new(
        "The server went away.", $"{query.Name}, after {rows:N0} rows", cause is DbException refused ? kind.Say(refused, query) : kind.Redact(cause.Message, query),
        "the whole result, or nothing", "see whether the server runs, and try again", cause);

    private static string Shortened(string sql) => sql.Length <= 80 ? sql : sql[..80] + "...";
}
