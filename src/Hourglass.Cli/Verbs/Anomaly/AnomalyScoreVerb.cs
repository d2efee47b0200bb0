using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary><c>anomaly score</c>: which rows look wrong, how sure that is, and why.</summary>
internal sealed class AnomalyScoreVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly Option<string?> _output = OptionOf.TextIfGiven("--output", "SCORES.csv", "Where to write a line for every row, or - for standard output.", "-o");
    private readonly Option<string?> _report = OptionOf.TextIfGiven("--report", "FILE.html", "Write the scores and the rows that look most wrong to one self-contained page.");

    private readonly Option<string?> _heatmaps = OptionOf.TextIfGiven(
        "--heatmaps", "FOLDER", "Of pictures: where to write those that raise an alarm, and at least those with the highest scores (--top), in grey, with what is wrong in red, a PNG each.");

    private readonly Option<int> _top = OptionOf.Whole("--top", "How many rows are shown, those with the highest scores; also how many pictures at least become heat maps.", 0, 10);

    private readonly Option<string?> _intervals = OptionOf.TextIfGiven("--intervals", "INTERVALS.csv", "Of a series: where to write the stretches of time with alarms.");

    public AnomalyScoreVerb(Session session) : base(
        session, "score", "Say which rows look wrong, how sure that is, and which columns are the reason.",
        "hourglass anomaly score cells.hourglass breast-cancer -o scores.csv", "hourglass anomaly score rows.hourglass new-rows.csv --label state --report new-rows.html -o -",
        "hourglass anomaly score parts.hourglass new-parts/ --heatmaps maps/ -o scores.csv")
    {
        Take([_model.Argument, _data.Argument], [_output, _top, _intervals, _heatmaps, _report], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        string? output = parse.GetValue(_output), report = parse.GetValue(_report), intervals = parse.GetValue(_intervals);
        RowOutput.RequireFree(Session, output);
        OutputFiles.Require([("--output", output), ("--intervals", intervals), ("--report", report)], parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        RequireOtherFolder(parse.GetValue(_heatmaps), parse.GetValue(_data.Argument));
        var detector = _model.Load<AnomalyDetector>(Session, parse);
        string? heatmaps = parse.GetValue(_heatmaps);
        if (heatmaps is not null && !PictureForm.IsPicture(detector.Autoencoder.Recipe.RowShape)) throw RowPictures.NoPictures("--heatmaps", detector.Autoencoder.Recipe.RowShape);
        if (intervals is not null && detector.Window is null)
            throw new InputException("The model knows no series.", "--intervals", "a model that scores rows of a table", "a model trained on a series", "train with --time COLUMN or --window STEPS, or leave --intervals out");
        DataSet data = _data.Load(Session, parse, (source, address, options, progress, abort) =>
            detector.Load(source, address, options with { Table = (options.Table ?? new()) with { KeepsTexts = true } }, progress, abort))!;
        int most = parse.GetValue(_top);

        // Answers are written as they come; only stretches of a series need them all.
        var scored = new ScoreSummary(Math.Max(most, ScoreSummary.MostTop));
        IEnumerable<ScoredRow> answers = scored.Following(detector.EnumerateScores(data, Session.Interruption.Abort));
        if (intervals is not null) answers = [.. answers];
        if (output == RowOutput.StandardOutput) Write(Session.OutputStream);
        else if (output is not null) AtomicFile.Write(output, Write);
        else if (intervals is null) foreach (ScoredRow _ in answers) { }
        int drawn = heatmaps is null ? 0 : HeatMapFolder.Write(heatmaps, detector, data, scored, most, Session.Interruption.Abort);
        if (intervals is not null)
            AtomicFile.Write(intervals, stream => IntervalTable.Write(stream, data, detector.Time, AnomalyInterval.Of([.. answers], detector.Window!.Value)));
        if (report is not null) AtomicFile.Write(report, stream => HtmlReport.Write(stream, AnomalyReport.Of(detector, data, scored, Session.Interruption.Abort)));

        Session.Answer(new JsonObject
        {
            ["rows"] = data.Rows,
            ["anomalies"] = scored.Alarms.Count,
            ["falseAlarms"] = detector.FalseAlarms,
            ["threshold"] = detector.Threshold,
            ["output"] = output,
            ["heatmaps"] = heatmaps,
            ["report"] = report,
        });
        Action<string> tell = output == RowOutput.StandardOutput ? Session.Note : Session.Say;
        TableSection top = AnomalyReport.TopRows(data, scored, most);
        if (top.Rows.Count > 0)
        {
            foreach (string line in TextTable.Lines(top.Columns, top.Rows)) tell(line);
            tell("");
        }

        tell(detector.Summarise(data.Rows, scored.Alarms.Count) + (heatmaps is null ? "" : $" {Figures.Count(drawn, "heat map")} in {heatmaps}{(drawn == 0 ? ": no picture raises an alarm; --top 10 draws the first ten all the same" : "")}."));
        return CommandLine.Done;

        void Write(Stream stream) => ScoreTable.Write(stream, data, LabelName(parse), answers);
    }

    // Maps bear the names of their pictures, which must not be written over.
    private static void RequireOtherFolder(string? heatmaps, string? data)
    {
        if (heatmaps is null) return;
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(heatmaps));
        if (File.Exists(folder)) throw new InputException("The heat maps cannot be written.", "--heatmaps", $"{heatmaps} is a file", "a folder", "name another folder");
        if (data is not null && Path.Exists(data) && (folder + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InputException("The heat maps would lie among the pictures.", "--heatmaps", heatmaps, "inputs stay as they are", "choose another folder");
    }

    // The label's own name where it is a column's; a file or a number is none.
    private string LabelName(ParseResult parse) =>
        parse.GetValue(_data.Label) is { } name && !File.Exists(name) && !int.TryParse(name, out _) ? name : "label";
}
