using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>decode</c>: codes to rows.</summary>
internal sealed class DecodeVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _codes = new(NamedSet.Test);
    private readonly RowOutput _output = new();

    public DecodeVerb(Session session) : base(
        session, "decode", "Turn codes back into rows, in the units of the original data.",
        "hourglass decode digits.hourglass codes.npy -o rows.npy", "hourglass decode rows.hourglass codes.csv -o decoded.csv")
    {
        Take([_model.Argument, _codes.Argument], [_output.Option], _codes.Options);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Require(parse, [], parse.GetValue(_model.Argument), parse.GetValue(_codes.Argument));
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.Autoencoder;
        DataSet codes = _codes.Load(Session, parse)!;
        string written = _output.Write(Session, parse, OutputRows.Of(job, codes, model.Decode))!;
        Session.Answer(new JsonObject { ["rows"] = codes.Rows, ["width"] = model.Width, ["output"] = written });
        Session.Note($"{Figures.Count(codes.Rows, "code")} of {model.CodeSize} -> rows of {Figures.Count(model.Width, "number")}, written to {written}.");
        return CommandLine.Done;
    }
}
