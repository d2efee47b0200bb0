using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Graphs.Execution;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>profile</c>: where the time of a model goes.</summary>
internal sealed class ProfileVerb : Verb
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Train, isOptional: true);
    private readonly Option<bool> _inference = new("--reconstruct") { Description = "Measure the reconstruction of up to 1,024 rows instead of a training step." };
    private readonly Option<int> _threads = ThreadOption.Make();

    public ProfileVerb(Session session) : base(
        session, "profile", "Show the time of each operation of a training step; on random rows unless data is given.",
        "hourglass profile digits.hourglass", "hourglass profile digits.hourglass digits --reconstruct --threads 1")
    {
        Take([_model.Argument, _data.Argument], [_inference, _threads], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.Autoencoder;
        DataSet data = _data.Load(Session, parse, job.Load) ?? model.SyntheticRows(4 * model.Recipe.Training.Options.Batch);
        int threads = parse.GetValue(_threads);
        IReadOnlyList<OperationTime> operations = parse.GetValue(_inference)
            ? model.ProfileReconstruction(data, Time, threads)
            : model.ProfileTraining(data, Time, threads);
        double seconds = operations.Sum(operation => operation.Seconds);
        Session.Answer(new JsonObject
        {
            ["seconds"] = seconds,
            ["operations"] = new JsonArray([.. operations.Select(operation => (JsonNode)new JsonObject
            {
                ["operation"] = operation.Operation,
                ["shape"] = operation.Shape,
                ["values"] = new JsonArray([.. operation.Values.Select(value => (JsonNode)value)]),
                ["seconds"] = operation.Seconds,
                ["share"] = operation.Share,
            })]),
        });
        foreach (string line in TextTable.Lines(
            ["operation", "result", "reads", "time", "share"],
            operations.Take(20).Select(o => (string[])[o.Operation, o.Shape, string.Join(", ", o.Values), Figures.Seconds(o.Seconds), Figures.Percent(o.Share).TrimStart('+')]), 3)) Session.Say(line);
        Session.Say();
        Session.Say($"{(parse.GetValue(_inference) ? "A reconstruction" : "A training step")} takes {Figures.Seconds(seconds)} of {(threads == 1 ? "one thread" : $"all {Figures.Count(threads)} threads together")}; the first line is where most of it goes.");
        return CommandLine.Done;
    }
}
