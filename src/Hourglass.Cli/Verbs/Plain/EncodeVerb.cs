using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Data;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>encode</c>: rows to codes.</summary>
internal sealed class EncodeVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly RowOutput _output = new();

    public EncodeVerb(Session session) : base(
        session, "encode", "Turn rows into codes.",
        "hourglass encode digits.hourglass digits -o codes.npy", "hourglass encode rows.hourglass rows.csv --label class -o codes.csv")
    {
        Take([_model.Argument, _data.Argument], [_output.Option], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Require(parse, [], parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.ForRows();
        DataSet data = _data.Load(Session, parse, job.Load)!;
        if (job is TextGenerator text) TextWords.WarnOfUnfit(Session, text, data);
        string[] columns = [.. Enumerable.Range(1, model.CodeSize).Select(i => $"code{i}")];
        string written = _output.Write(Session, parse, OutputRows.Of(model.Encode(data), [model.CodeSize], columns))!;
        Session.Answer(new JsonObject { ["rows"] = data.Rows, ["code"] = model.CodeSize, ["output"] = written });
        Session.Note($"{Figures.Count(data.Rows, "row")}: {Figures.Squeeze(model.Width, model.CodeSize)}; codes written to {written}.");
        return CommandLine.Done;
    }
}
