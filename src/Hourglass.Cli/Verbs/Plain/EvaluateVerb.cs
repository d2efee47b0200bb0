using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>evaluate</c>: how well a model reconstructs some rows.</summary>
internal sealed class EvaluateVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);

    public EvaluateVerb(Session session) : base(
        session, "evaluate", "Measure how well a model reconstructs some rows.",
        "hourglass evaluate digits.hourglass digits", "hourglass evaluate rows.hourglass new-rows.csv --label class --json")
    {
        Take([_model.Argument, _data.Argument], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        TrainedAutoencoder model = _model.Load(Session, parse);
        DataSet data = _data.Load(Session, parse)!;
        ReconstructionMeasures measures = model.Evaluate(data);
        Session.Answer(new JsonObject
        {
            ["rows"] = measures.Rows,
            ["mse"] = measures.Mse,
            ["squaredErrorPerRow"] = measures.SquaredErrorPerRow,
            ["bce"] = measures.Bce,
            ["seconds"] = measures.Seconds,
            ["scaling"] = measures.Scaling.ToString().ToLowerInvariant(),
        });
        foreach (string line in TextTable.Lines(["measure", "value"],
        [
            ["mean squared error per value", Figures.Measure(measures.Mse)],
            ["squared error per row", Figures.Measure(measures.SquaredErrorPerRow)],
            ["binary cross-entropy per value", Figures.Measure(measures.Bce)],
        ])) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Squeeze(model.Width, model.CodeSize)}: on {Figures.Count(measures.Rows, "row")} a value is off by " +
            $"{Figures.Measure(Math.Sqrt(measures.Mse))} on average (root mean square, in {measures.Scaling.ToString().ToLowerInvariant()}-scaled units).");
        return CommandLine.Done;
    }
}
