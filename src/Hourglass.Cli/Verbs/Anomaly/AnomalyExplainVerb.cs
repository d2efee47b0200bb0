using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary><c>anomaly explain</c>: all there is to say of one row.</summary>
internal sealed class AnomalyExplainVerb : Verb
{
    private const int MostColumns = 12;

    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly Option<int> _row = OptionOf.Whole("--row", "Which row, from 1, as `anomaly score` numbers them.", 1, 1);

    public AnomalyExplainVerb(Session session) : base(
        session, "explain", "Say of one row how wrong it looks, what part every column has in that, what was expected, and which normal row is most like it.",
        "hourglass anomaly explain cells.hourglass breast-cancer --row 3", "hourglass anomaly explain rows.hourglass new-rows.csv --row 17 --json")
    {
        Take([_model.Argument, _data.Argument], [_row], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        var detector = _model.Load<AnomalyDetector>(Session, parse);
        DataSet data = _data.Load(Session, parse, (source, address, options, progress, abort) =>
            detector.Load(source, address, options with { Table = (options.Table ?? new()) with { KeepsTexts = true } }, progress, abort))!;
        int row = parse.GetValue(_row);
        if (row > data.Rows) throw new InputException("There is no such row.", $"{data.Name}, --row", $"{row}", $"a number from 1 to {data.Rows}", "`anomaly score` prints the numbers of the rows that look most wrong");
        AnomalyExplanation explanation = detector.Explain(data, row - 1);
        string[] names = [.. data.Texts.Where(column => column.Values[row - 1].Length > 0).Select(column => $"{column.Name} {column.Values[row - 1]}")];
        Session.Answer(new JsonObject
        {
            ["row"] = row,
            ["names"] = new JsonObject([.. data.Texts.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)column.Values[row - 1]))]),
            ["score"] = explanation.Row.Score,
            ["pValue"] = explanation.Row.PValue,
            ["isAnomaly"] = explanation.Row.IsAnomaly,
            ["threshold"] = detector.Threshold,
            ["columns"] = new JsonArray([.. explanation.Columns.Select(column => new JsonObject
            {
                ["column"] = column.Column,
                ["share"] = column.Share,
                ["observed"] = column.Unknown ?? Value(column.About, column.Observed),
                ["expected"] = Value(column.About, column.Expected),
                ["spread"] = float.IsFinite(column.Spread) ? column.Spread : null,
                ["unit"] = column.About.Unit,
                ["nearest"] = explanation.Nearest is { } like ? Value(column.About, like.Values[column.Number]) : null,
            })]),
            ["nearestDistance"] = explanation.Nearest?.Distance,
        });
        IEnumerable<string[]> lines = explanation.Columns.Take(MostColumns).Select(column => (string[])
        [
            column.Column, column.Share.ToString("P1", CultureInfo.InvariantCulture), column.ObservedText, column.ExpectedText,
            .. explanation.Nearest is { } like ? [column.About.Say(like.Values[column.Number])] : Array.Empty<string>(),
        ]);
        foreach (string line in TextTable.Lines(["column", "share", "observed", "expected", .. explanation.Nearest is null ? Array.Empty<string>() : ["most similar training row"]], lines, 1)) Session.Say(line);
        if (explanation.Columns.Count > MostColumns) Session.Say($"... and {Figures.Count(explanation.Columns.Count - MostColumns, "column")} with smaller shares (--json has all).");
        Session.Say();
        string verdict = explanation.Row.IsAnomaly ? "looks wrong" : "does not look wrong";
        Session.Say(FormattableString.Invariant($"Row {row}{(names.Length == 0 ? "" : $" ({string.Join(", ", names)})")} {verdict}: its score is {explanation.Row.Score:G5}, the threshold {detector.Threshold:G5}; of normal rows {explanation.Row.PValue * 100:0.##} % score at least as high."));
        return CommandLine.Done;
    }

    // Numbers as numbers, everything else as text; null where it is missing.
    private static JsonNode? Value(TableColumn column, float value) => float.IsNaN(value) ? null : column.Kind == ColumnKind.Number ? JsonValue.Create(value) : column.Text(value);
}
