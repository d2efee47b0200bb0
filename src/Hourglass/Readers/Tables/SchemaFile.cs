using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers.Tables;

/// <summary>
/// A file that says what the columns of a table hold: a JSON object with <c>columns</c>, an array of objects with <c>name</c>, <c>kind</c> and perhaps
/// <c>unit</c>; and, where it is found out wrongly, <c>delimiter</c>, <c>decimal</c>, <c>encoding</c>, <c>header</c>, <c>timeFormat</c>, <c>daysFirst</c>, <c>missing</c>. All may be left out.
/// </summary>
public static class SchemaFile
{
    private const int MostBytes = 16 << 20;

    private static readonly ImmutableArray<string> Kinds = [.. Enum.GetNames<ColumnKind>().Select(kind => kind.ToLowerInvariant())];

    /// <summary>Reads such a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">It is missing, no JSON, or says what is not known; the message names the column.</exception>
    public static TableReading Read(string path) => DataFile.Open(path, stream =>
    {
        try
        {
            if (stream.Length > MostBytes) throw new InputException("The schema is too large.", path, $"{stream.Length} bytes", $"at most {MostBytes} bytes");
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            return Read(document.RootElement, path);
        }
        catch (JsonException damage)
        {
            throw new InputException("The schema is no JSON.", $"{path}, line {damage.LineNumber + 1}", damage.Message, "what 'hourglass table describe DATA -o schema.json' writes", "correct it, or write it again", damage);
        }
    });

    /// <summary>Writes such a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="dialect">How the table is written.</param>
    /// <param name="columns">What the columns hold.</param>
    public static void Write(Stream stream, TableDialect dialect, IEnumerable<TableColumn> columns)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        Write(writer, dialect);
        writer.WriteStartArray("columns");
        foreach (TableColumn column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("kind", column.Kind.ToString().ToLowerInvariant());
            if (column.Unit is { } unit) writer.WriteString("unit", unit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TableDialect dialect)
    {
        if (dialect.Delimiter is { } delimiter) writer.WriteString("delimiter", delimiter.ToString());
        if (dialect.DecimalMark is { } mark) writer.WriteString("decimal", mark.ToString());
        if (dialect.Encoding is { } encoding) writer.WriteString("encoding", encoding);
        if (dialect.HasHeader is { } header) writer.WriteBoolean("header", header);
        if (dialect.TimeFormat is { } format) writer.WriteString("timeFormat", format);
        if (dialect.DaysFirst is { } days) writer.WriteBoolean("daysFirst", days);
        if (dialect.Missing.IsEmpty) return;
        writer.WriteStartArray("missing");
        foreach (string word in dialect.Missing) writer.WriteStringValue(word);
        writer.WriteEndArray();
    }

    private static TableReading Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Wrong(path, root, "the file is an object: { \"columns\": [ ... ] }");
        var reading = new TableReading();
        foreach (JsonProperty member in root.EnumerateObject())
        {
            string where = $"{path}, \"{member.Name}\"";
            JsonElement value = member.Value;
            reading = member.Name switch
            {
                "columns" => reading with { Schema = new TableSchema([.. Items(value, where).Select((column, number) => Column(column, $"{path}, column {number + 1}"))]).RequireDistinctNames(path) },
                "delimiter" => reading with { Dialect = reading.Dialect with { Delimiter = Text(value, where) is [var mark] && TableDialect.CanSeparate(mark) ? mark : throw Wrong(where, value, "one mark: \",\", \";\", \"|\" or \"\\t\"") } },
                "decimal" => reading with { Dialect = reading.Dialect with { DecimalMark = Text(value, where) is "." or "," ? Text(value, where)[0] : throw Wrong(where, value, "\".\" or \",\"") } },
                "encoding" => reading with { Dialect = reading.Dialect with { Encoding = Text(value, where) } },
                "header" => reading with { Dialect = reading.Dialect with { HasHeader = Answer(value, where) } },
                "daysFirst" => reading with { Dialect = reading.Dialect with { DaysFirst = Answer(value, where) } },
                "timeFormat" => reading with { Dialect = reading.Dialect with { TimeFormat = Format(value, where) } },
                "missing" => reading with { Dialect = reading.Dialect with { Missing = [.. Items(value, where).Select(word => Text(word, where))] } },
                _ => throw new InputException("The schema says what is not known.", path, $"\"{member.Name}\"", "columns, delimiter, decimal, encoding, header, timeFormat, daysFirst, missing", "correct the word, or take it out"),
            };
        }

        return reading;
    }

    private static TableColumn Column(JsonElement column, string where)
    {
        if (column.ValueKind != JsonValueKind.Object) throw Wrong(where, column, "a column is an object: { \"name\": \"age\", \"kind\": \"number\" }");
        string? name = column.TryGetProperty("name", out JsonElement named) ? Text(named, where) : null;
        if (name is null) throw new InputException("A column has no name.", where, column.GetRawText().ReplaceLineEndings(" "), "\"name\": the name in the first line of the table, or its number", "add it");
        where += $", '{name}'";
        ColumnKind? kind = null;
        string? unit = null;
        foreach (JsonProperty member in column.EnumerateObject())
        {
            switch (member.Name)
            {
                case "name": break;
                case "kind":
                    string word = Text(member.Value, where);
                    kind = Kinds.IndexOf(word) is var place && place >= 0 ? (ColumnKind)place : throw Wrong(where + ", \"kind\"", member.Value, $"one of {string.Join(", ", Kinds)}");
                    break;
                case "unit": unit = Text(member.Value, where); break;
                default: throw new InputException("The schema says what is not known.", where, $"\"{member.Name}\"", "name, kind, unit", "correct the word, or take it out");
            }
        }

        return new TableColumn(name, kind ?? throw new InputException("A column has no kind.", where, "no \"kind\"", $"one of {string.Join(", ", Kinds)}", "add it, or take the column out: then it is found out")) { Unit = unit };
    }

    private static string Format(JsonElement value, string where)
    {
        string format = Text(value, where);
        try
        {
            _ = DateTime.MinValue.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
            return format;
        }
        catch (FormatException)
        {
            throw Wrong(where, value, "a format as .NET writes it: \"dd.MM.yyyy HH:mm\"");
        }
    }

    private static bool Answer(JsonElement value, string where) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(where, value, "true or false");

    private static IEnumerable<JsonElement> Items(JsonElement value, string where) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(where, value, "an array: [ ... ]");

    private static string Text(JsonElement value, string where) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(where, value, "a text in double quotes");

    private static InputException Wrong(string where, JsonElement value, string rule)
    {
        string found = value.GetRawText().ReplaceLineEndings(" ");
        return new InputException("The schema cannot be understood.", where, found.Length <= 80 ? found : found[..80] + "...", rule, "correct it");
    }
}
