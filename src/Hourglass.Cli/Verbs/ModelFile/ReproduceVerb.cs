using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>reproduce</c>: whether a training can be repeated to the bit.</summary>
internal sealed class ReproduceVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly Option<string?> _validation = OptionOf.TextIfGiven("--validation", "DATA", "The rows it was validated on, when they were given apart.");
    private readonly Option<int> _threads = ThreadOption.Make();

    public ReproduceVerb(Session session) : base(
        session, "reproduce", "Train again what a model file says was trained, and compare all weights bit for bit.",
        "hourglass reproduce digits.hourglass digits", "hourglass reproduce rows.hourglass rows.csv --label class")
    {
        Take([_model.Argument, _data.Argument], [_validation, _threads], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        JobModel job = _model.Load(Session, parse);
        DataSet data = job.TrainingRows(_data.Load(Session, parse, job.Load)!);
        DataSet? validation = parse.GetValue(_validation) is { } address ? job.TrainingRows(_data.Load(Session, parse, address, NamedSet.Test, job.Load)) : null;
        Reproduction result = TrainingDisplay.While(
            Session, progress => job.Autoencoder.Reproduce(data, validation, job.FirstValues(data), parse.GetValue(_threads), progress, Session.Interruption.Abort));
        Session.Answer(new JsonObject
        {
            ["exact"] = result.IsExact,
            ["values"] = result.Values,
            ["equalValues"] = result.EqualValues,
            ["largestDifference"] = result.LargestDifference,
            ["lossThen"] = result.LossThen,
            ["lossNow"] = result.LossNow,
            ["differences"] = new JsonArray([.. result.Differences.Select(difference => (JsonNode)difference)]),
        });
        foreach (string difference in result.Differences) Session.Say(difference);
        Session.Say(result.IsExact
            ? $"Reproduced: all {Figures.Count(result.Values, "weight")} are the same to the bit."
            : $"Not the same: {Figures.Count(result.Values - result.EqualValues)} of {Figures.Count(result.Values, "weight")} differ, by {Figures.Measure(result.LargestDifference)} at most; the loss was {Figures.Measure(result.LossThen)} and is {Figures.Measure(result.LossNow)}" +
                $"{(result.Differences.Count == 0 ? "" : ", which the differences above explain")}.");
        return result.IsExact ? CommandLine.Done : CommandLine.WorkFailed;
    }
}
