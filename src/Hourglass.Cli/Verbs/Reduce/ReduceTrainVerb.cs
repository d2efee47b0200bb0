using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Reduce;

/// <summary><c>reduce train</c>: a map of the rows.</summary>
internal sealed class ReduceTrainVerb : TrainingVerb<DataSet>
{
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly ArchitectureOptionSet _architecture;
    private readonly ObjectiveOptionSet _objective;

    public ReduceTrainVerb(Session session) : base(
        session, "train", "Train an autoencoder whose code is a map of the rows.", DimensionReduction.DefaultTraining,
        "hourglass reduce train digits --code 2 -o map.hourglass",
        "hourglass reduce train rows.csv --label class --code 3 --report map.html -o rows.hourglass")
    {
        _architecture = new ArchitectureOptionSet(session.Catalog, DimensionReduction.DefaultArchitecture);
        _objective = new ObjectiveOptionSet(session.Catalog);
        TakeTraining(_data.Argument, [.. _architecture.Options, .. _objective.Options], _data.Options);
    }

    protected override DataSet LoadData(ParseResult parse, string? address = null) => _data.LoadForTraining(Session, parse, address);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<DataSet> task) =>
        Describe(parse, task).Prepare(task.Data, task.Held);

    protected override JobModel Fit(ParseResult parse, TrainingTask<DataSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort) =>
        Describe(parse, task).Fit(task.Data, task.Held, progress, abort);

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<DataSet> task, JobModel model)
    {
        var reducer = (DimensionReducer)model;
        DataSet judged = task.Held ?? (task.Options.SplitOf(task.Data.Rows) is { } split ? task.Data.Select(split.Validation) : task.Data);
        if (judged.Rows < DimensionReducer.FewestRowsMeasured)
        {
            Session.Note($"{Figures.Count(judged.Rows, "row")} held back: too few to measure a map on, so the training rows are measured with them.");
            judged = task.Data;
        }

        IReadOnlyList<Measure> measures = reducer.Evaluate(judged, Session.Interruption.Abort);
        return new TrainingOutcome(
            "A map", [reducer.Summarise(judged, measures).TrimEnd('.')], measures, () => MapPoints.Section(reducer, judged).Concat(ReconstructionReport.Sections(reducer.Autoencoder, task.Data, task.Held)));
    }

    private DimensionReduction Describe(ParseResult parse, TrainingTask<DataSet> task) => new()
    {
        Autoencoder = _objective.Read(parse, new Autoencoder(_architecture.Read(parse)) { Catalog = Session.Catalog }),
        Training = task.Options,
    };
}
