using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Formats.Csv;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Text;

/// <summary><c>text score</c>: how surprising each text is.</summary>
internal sealed class TextScoreVerb : Verb
{
    private const int Shown = 10;

    private readonly ModelInput _model = new();
    private readonly TextInput _data = new(NamedSet.Test);
    private readonly Option<int> _samples = OptionOf.Whole(
        "--importance-samples", "Codes drawn for each text; more come closer to the likelihood itself, from above.", 1, JobModel.DefaultImportanceSamples, 100_000);

    private readonly Option<ulong> _seed = OptionOf.Seed();
    private readonly TextOutput _output = new("Where to write the scores, the most surprising first; - for nothing but the scores on standard output.", ".csv");

    public TextScoreVerb(Session session) : base(
        session, "score", "Say how surprising each text is, the odd ones first.",
        "hourglass text score words.hourglass words -o scores.csv", "hourglass text score words.hourglass words --importance-samples 100 -o -")
    {
        Take([_model.Argument, _data.Argument], [_samples, _seed, _output.Option]);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Check(Session, parse, parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        var generator = _model.Load<TextGenerator>(Session, parse);
        DataSet rows = generator.ToRows(_data.Load(Session, parse));
        TextWords.WarnOfUnfit(Session, generator, rows);
        (int Row, TextScore Score)[] sorted =
        [
            .. generator.Score(rows, parse.GetValue(_samples), parse.GetValue(_seed), Session.Interruption.Abort)
                .Select((score, row) => (row + 1, score)).OrderByDescending(pair => pair.score.NllPerToken),
        ];
        string? written = _output.Write(Session, parse, stream => WriteTable(stream, sorted));
        if (_output.IsStandardOutput(parse)) return CommandLine.Done;
        double perToken = sorted.Sum(pair => pair.Score.Nll) / sorted.Sum(pair => (double)pair.Score.Tokens);
        Session.Answer(new JsonObject
        {
            ["rows"] = sorted.Length,
            ["nllPerToken"] = perToken,
            ["oddest"] = new JsonArray([.. sorted.Take(Shown).Select(pair => (JsonNode)new JsonObject
            {
                ["row"] = pair.Row,
                ["text"] = pair.Score.Text,
                ["nllPerToken"] = pair.Score.NllPerToken,
            })]),
            ["output"] = written,
        });
        foreach (string line in TextTable.Lines(["text", "row", "nats per token"],
            sorted.Take(Shown).Select(pair => (string[])[Shortened(pair.Score.Text), Figures.Count(pair.Row), Figures.Measure(pair.Score.NllPerToken)]))) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Count(sorted.Length, "text")} take {Figures.Measure(perToken)} nats per token on average; the oddest, '{Shortened(sorted[0].Score.Text)}', takes {Figures.Measure(sorted[0].Score.NllPerToken)}" +
            $"{(written is null ? "" : $". Written to {written}")}.");
        return CommandLine.Done;
    }

    private static void WriteTable(Stream stream, IEnumerable<(int Row, TextScore Score)> sorted)
    {
        using var table = new CsvTableWriter(stream, ["row", "text", "nll", "nll_per_token"]);
        foreach ((int row, TextScore score) in sorted)
            table.WriteRow([row.ToString(CultureInfo.InvariantCulture), score.Text], [(float)score.Nll, (float)score.NllPerToken]);
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : string.Concat(text.EnumerateRunes().Take(57).Select(rune => rune.ToString())) + "...";
}
