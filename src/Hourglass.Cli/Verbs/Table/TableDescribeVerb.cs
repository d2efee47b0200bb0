using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Readers.Tables;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Table;

/// <summary><c>table describe</c>: what the columns of a table hold.</summary>
internal sealed class TableDescribeVerb : Verb
{
    private const int LongestCell = 60;

    private readonly DataInput _data = new(NamedSet.Train);
    private readonly Option<string?> _output = OptionOf.TextIfGiven("--output", "FILE.json", "Where to write what was found out, to be corrected and given to other verbs as --schema.", "-o");

    public TableDescribeVerb(Session session) : base(
        session, "describe", "Show what the columns of a table hold.", "hourglass table describe rows.csv", "hourglass table describe rows.csv --label class -o schema.json")
    {
        Take([_data.Argument], [_output], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        string? output = parse.GetValue(_output);
        OutputFiles.Require([("--output", output)], parse.GetValue(_data.Argument));
        var ignored = new List<ColumnDescription>();
        TableDialect dialect = TableDialect.Unknown;
        DataSet data = _data.Load(Session, parse, (source, address, options, progress, abort) => source.Load(
            address, options with
            {
                AllowsMissing = true,
                Table = options.Table! with { KeepsTexts = true },
                FindsDialect = found => dialect = found,
                LeavesOutColumn = (column, reason) =>
                {
                    if (column.Kind == ColumnKind.Ignored) ignored.Add(new ColumnDescription(column, 1, 0, null, [], [reason]));
                },
            },
            progress, abort))!;
        TableDescription table = TableDescription.Of(data, parse.GetValue(_data.Label) ?? "label", Session.Interruption.Abort);
        ColumnDescription[] columns = [.. table.Columns, .. ignored];
        if (output is not null) AtomicFile.Write(output, stream => SchemaFile.Write(stream, dialect with { DaysFirst = data.Schema?.Dialect.DaysFirst }, columns.Select(column => column.Column)));
        Session.Answer(new JsonObject
        {
            ["rows"] = table.Rows,
            ["columns"] = new JsonArray([.. columns.Select(ToJson)]),
            ["output"] = output,
        });
        foreach (string line in TextTable.Lines(
            ["column", "kind", "missing", "distinct", "range or most frequent", ""],
            columns.Select(column => (string[])[
                Short(column.Column.Name), column.Column.Kind.ToString().ToLowerInvariant(), column.Missing == 0 ? "-" : (column.Missing * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
                column.Distinct is { } distinct ? Figures.Count(distinct) : "many", Short(Say(column)), string.Join("; ", column.Warnings)]), leftColumns: 6))
            Session.Say(line);
        Session.Say();
        int inputs = columns.Count(column => column.Column.IsInput);
        Session.Say($"{Figures.Count(table.Rows, "row")}, {Figures.Count(columns.Length, "column")}, {(inputs == columns.Length ? "all" : Figures.Count(inputs))} of them inputs." +
            (output is null ? " -o schema.json writes this down, to be corrected and given as --schema." : $" Written to {output}: correct it there, and give it as --schema."));
        return CommandLine.Done;
    }

    private static string Say(ColumnDescription column) => column.Range is { } range
        ? range.Least == range.Largest ? column.Column.Say(range.Least) : $"{column.Column.Say(range.Least)} to {column.Column.Say(range.Largest)}"
        : string.Join(", ", column.Top.Select(top => $"{top.Text} {Figures.Count(top.Count)}"));

    private static string Short(string text) => text.Length <= LongestCell ? text : text[..LongestCell] + "...";

    private static JsonNode ToJson(ColumnDescription column)
    {
        var json = new JsonObject
        {
            ["name"] = column.Column.Name,
            ["kind"] = column.Column.Kind.ToString().ToLowerInvariant(),
            ["unit"] = column.Column.Unit,
            ["missing"] = column.Missing,
            ["distinct"] = column.Distinct,
        };
        if (column.Range is { } range && column.Column.Kind == ColumnKind.Time) (json["least"], json["largest"]) = (column.Column.Say(range.Least), column.Column.Say(range.Largest));
        else if (column.Range is { } numbers) (json["least"], json["largest"]) = (numbers.Least, numbers.Largest);
        if (column.Top.Count > 0) json["top"] = new JsonArray([.. column.Top.Select(top => (JsonNode)new JsonObject { ["text"] = top.Text, ["count"] = top.Count })]);
        json["warnings"] = new JsonArray([.. column.Warnings.Select(warning => (JsonNode)warning)]);
        return json;
    }
}
