using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;

namespace Hourglass.Tests.Readers;

public sealed class SchemaFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_is_written_is_read_back()
    {
        TableColumn[] columns = [new("größe", ColumnKind.Number) { Unit = "°C" }, new("a \"b\"", ColumnKind.Category), new("id", ColumnKind.Identifier)];
        var dialect = new TableDialect { Delimiter = '\t', DecimalMark = ',', HasHeader = false, TimeFormat = "dd.MM.yyyy", DaysFirst = true, Encoding = "latin1", Missing = ["-999"] };
        using (FileStream stream = File.Create(_file)) SchemaFile.Write(stream, dialect, columns);
        TableReading reading = SchemaFile.Read(_file);
        Assert.Equal(["größe:Number:°C", "a \"b\":Category:", "id:Identifier:"], reading.Schema.Columns.Select(column => $"{column.Name}:{column.Kind}:{column.Unit}"));
        Assert.Equal(["-999"], reading.Dialect.Missing);
        Assert.Equal(dialect, reading.Dialect with { Missing = dialect.Missing });
    }

    [Fact]
    public void Everything_can_be_said()
    {
        TableDialect said = Read("""{ "delimiter": "\t", "decimal": ",", "encoding": "latin1", "header": false, "timeFormat": "dd.MM.yyyy", "daysFirst": true, "missing": ["-999", "n.a."] }""").Dialect;
        Assert.Equal(('\t', ',', "latin1", false, "dd.MM.yyyy", true), (said.Delimiter, said.DecimalMark, said.Encoding, said.HasHeader, said.TimeFormat, said.DaysFirst));
        Assert.Equal(["-999", "n.a."], said.Missing);
    }

    [Fact]
    public void Remarks_and_a_comma_too_many_are_let_pass() =>
        Assert.Equal(';', Read("{ // how it is written\n \"delimiter\": \";\", /* no more */ }").Dialect.Delimiter);

    [Theory]
    [InlineData("[]", "an object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{ "colums": [] }""", "\"colums\"")]
    [InlineData("""{ "decimal": ";" }""", "\"decimal\"")]
    [InlineData("""{ "delimiter": "ab" }""", "\"delimiter\"")]
    [InlineData("""{ "delimiter": "\"" }""", "\"delimiter\"")]
    [InlineData("""{ "daysFirst": 1 }""", "\"daysFirst\"")]
    [InlineData("""{ "header": "yes" }""", "true or false")]
    [InlineData("""{ "missing": "x" }""", "\"missing\"")]
    [InlineData("""{ "timeFormat": "%" }""", "\"timeFormat\"")]
    [InlineData("""{ "columns": [ { "kind": "number" } ] }""", "column 1")]
    [InlineData("""{ "columns": [ { "name": "age" } ] }""", "'age'")]
    [InlineData("""{ "columns": [ { "name": "age", "kind": "integer" } ] }""", "column 1, 'age', \"kind\"")]
    [InlineData("""{ "columns": [ { "name": "age", "kind": "number", "units": "y" } ] }""", "\"units\"")]
    [InlineData("""{ "columns": [ { "name": "age", "kind": "number" }, { "name": "age", "kind": "number" } ] }""", "'age' 2 times")]
    [InlineData("""{ "header": true, "header": false }""", "header")]
    public void What_is_not_known_is_refused_by_name(string text, string found)
    {
        string message = Assert.Throws<InputException>(() => Read(text)).Message;
        Assert.Contains(found, message);
        Assert.Contains(_file, message);
        Assert.True(message.Split('\n').Length <= 8);
    }

    private TableReading Read(string text)
    {
        File.WriteAllText(_file, text);
        return SchemaFile.Read(_file);
    }
}
