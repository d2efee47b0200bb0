using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Databases;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Data;
using Microsoft.Data.Sqlite;

namespace Hourglass.Tests.Formats;

// SQLite alone: tests/postgres.sh runs a server.
public sealed class DatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_of_a_query_are_a_table_of_what_their_cells_are()
    {
        string file = Make("CREATE TABLE t(at TEXT, amount REAL, n INTEGER, colour TEXT, gone TEXT); "
            + "INSERT INTO t VALUES('2024-02-29 12:30', 1.5, 3, 'red', NULL), ('2024-03-01', NULL, 4, 'blue', NULL), ('2024-03-02', 2, 4, NULL, NULL)");
        DataSet data = Read(file, "SELECT * FROM t", new TableReading { KeepsTexts = true });
        Assert.Equal(["at:Time", "amount:Number", "n:Number", "colour:Category"], data.Schema!.Columns.Select(column => $"{column.Name}:{column.Kind}"));
        Assert.Equal("2024-02-29 12:30 | 1.5 | 3 | red", Say(data, 0));
        Assert.Equal("2024-03-01 | missing | 4 | blue", Say(data, 1));
        Assert.Equal("a query to sqlite", data.Name);
        Assert.Equal([1.5f, 3, 2, 4], DataSetTests.Values(Read(file, "SELECT amount, n FROM t WHERE amount > 0", null)));
    }

    [Fact]
    public void A_table_of_a_file_is_an_address_and_one_that_is_not_there_is_refused_with_those_that_are()
    {
        string file = Make("CREATE TABLE \"two \"\"words\"(x REAL, y TEXT); INSERT INTO \"two \"\"words\" VALUES (1.5, 'a'), (2.5, 'b')");
        var source = new DataSource([new SqliteReader()]);
        var options = new ReadOptions { Table = new TableReading(), TemporaryFolder = _folder };
        Assert.Equal("1.5 | a", Say(source.Load(DataAddress.Parse(file), options), 0));
        string packed = Path.Combine(_folder, "packed.db.gz");
        using (var gzip = new System.IO.Compression.GZipStream(File.Create(packed), System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(File.ReadAllBytes(file));
        DataSet data = source.Load(DataAddress.Parse(packed + "#two \"words"), options);
        Assert.Equal(("2.5 | b", packed + "#two \"words"), (Say(data, 1), data.Name));
        Assert.Contains("two \"words", Assert.Throws<InputException>(() => source.Load(DataAddress.Parse(file + "#orders"), options)).Message);
        file = Make("CREATE TABLE a(x); CREATE TABLE b(x); INSERT INTO b VALUES (1), (2)");
        string several = Assert.Throws<InputException>(() => source.Load(DataAddress.Parse(file), options)).Message;
        Assert.Contains("a, b", several);
        Assert.Contains($"{file}#a", several);
        Assert.Equal(2, source.Load(DataAddress.Parse(file + "#B"), options).Rows);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);
        Assert.Contains("cannot be opened", Assert.Throws<InputException>(() => source.Load(DataAddress.Parse(file + "#b"), options)).Message);
    }

    [Fact]
    public void More_rows_than_were_looked_at_are_read_and_what_contradicts_is_refused_with_its_row()
    {
        string file = Make("CREATE TABLE t(x); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) INSERT INTO t SELECT i * 0.5 FROM c");
        Assert.Equal((5000, 2500), (Read(file, "SELECT * FROM t", new TableReading()).Rows, DataSetTests.Row(Read(file, "SELECT * FROM t", null), 4999)[0]));
        string message = Assert.Throws<InputException>(() => Read(Make("CREATE TABLE t(x); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 2000) "
            + "INSERT INTO t SELECT i * 0.5 FROM c; INSERT INTO t VALUES('broken')"), "SELECT * FROM t", new TableReading())).Message;
        Assert.Contains("row 2001, column 'x'", message);
        Assert.Contains("'broken'", message);
    }

    [Theory]
    [InlineData("SELEC x", "syntax error")]
    [InlineData("SELECT y FROM t", "no such column: y")]
    [InlineData("DELETE FROM t RETURNING x", "readonly")]
    [InlineData("DROP TABLE t", "readonly")]
    [InlineData("SELECT x FROM t WHERE x > 9", "no rows")]
    [InlineData("SELECT x'00FF' AS picture, x FROM t", "column 'picture'")]
    public void What_a_query_cannot_do_is_explained(string sql, string found)
    {
        string file = Make("CREATE TABLE t(x REAL); INSERT INTO t VALUES(1.5), (2.5)");
        Assert.Contains(found, Assert.Throws<InputException>(() => Read(file, sql, new TableReading())).Message);
        Assert.Equal(2, Read(file, "SELECT x FROM t", null).Rows);
    }

    [Theory]
    [InlineData("postgres://me:S3cret@127.0.0.1:1/shop")]
    [InlineData("postgres:Host=127.0.0.1;Port=1;Username=me;Password=S3cret")]
    [InlineData("postgres:Host=127.0.0.1;Port=S3cret")]
    [InlineData("postgres://me:S3cret@127.0.0.1:1/shop?S3cret=1")]
    [InlineData("postgres://me:S3cret@:::/shop")]
    [InlineData("postgres:S3cret")]
    [InlineData("S3cret")]
    [InlineData("S3cret:x")]
    public void A_password_stands_in_no_message(string connection)
    {
        var query = new DatabaseQuery(connection, "SELECT 1");
        InputException error = Assert.Throws<InputException>(() => Database.Read(query, ReadOptions.Default, TestContext.Current.CancellationToken));
        bool isKind = connection.StartsWith("S3cret:", StringComparison.Ordinal);
        Assert.True(isKind || !error.ToString().Contains("S3cret", StringComparison.Ordinal), error.ToString());
        Assert.DoesNotContain("S3cret", DataAddress.OfQuery(query).ToString().Replace("a query to S3cret", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        string file = Path.Combine(_folder, "no.db");
        File.WriteAllText(file, new string('x', 5000));
        Assert.Contains("cannot be opened", Assert.Throws<InputException>(() => Read(file, "SELECT 1", null)).Message);
        Assert.Contains("no such database", Assert.Throws<InputException>(() => Read(file + "2", "SELECT 1", null)).Message);
        Assert.False(File.Exists(file + "2"));
    }

    private string Make(string sql)
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return file;
    }

    private static DataSet Read(string file, string sql, TableReading? reading) =>
        new DataSource([]) { Databases = Database.Read }.Load(DataAddress.OfQuery(new DatabaseQuery("sqlite:" + file, sql)), new ReadOptions { Table = reading });

    private static string Say(DataSet data, int row) => string.Join(" | ", data.Schema!.Columns.Zip(DataSetTests.Row(data, row), (column, value) => column.Say(value)));
}
