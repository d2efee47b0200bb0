using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>train</c>: a plain autoencoder, as in the article.</summary>
internal sealed class TrainVerb : TrainingVerb<DataSet>
{
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly ArchitectureOptionSet _architecture;
    private readonly ObjectiveOptionSet _objective;

    public TrainVerb(Session session) : base(
        session, "train", "Train a plain autoencoder, as in the article.", new TrainingOptions(),
        "hourglass train digits --code 16 -o digits.hourglass",
        "hourglass train rows.csv --layers 64,32 --code 8 --corrupt masking:0.2 --label class -o rows.hourglass",
        "hourglass train photos/ --image-size 64x64 --code 128 -o photos.hourglass")
    {
        _architecture = new ArchitectureOptionSet(session.Catalog);
        _objective = new ObjectiveOptionSet(session.Catalog);
        TakeTraining(_data.Argument, [.. _architecture.Options, .. _objective.Options], _data.Options);
    }

    protected override DataSet LoadData(ParseResult parse, string? address = null) => _data.LoadForTraining(Session, parse, address);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<DataSet> task) => Describe(parse, task).Prepare(task.Data, task.Held, task.Options);

    protected override JobModel Fit(ParseResult parse, TrainingTask<DataSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort) =>
        new Reconstruction(Describe(parse, task).Fit(task.Data, task.Held, task.Options, progress, abort));

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<DataSet> task, JobModel model)
    {
        TrainedAutoencoder autoencoder = model.Autoencoder;
        Generalisation quality = autoencoder.Generalise(task.Data, task.Held);
        ReconstructionMeasures shown = quality.Validation ?? quality.Training;
        string rows = quality.Validation is null ? $"the {Figures.Count(shown.Rows, "training row")}" : $"{Figures.Count(shown.Rows, "held-back row")}";
        List<string> sentences = [$"{Figures.Squeeze(autoencoder.Width, autoencoder.CodeSize)}; mean squared error {Figures.Measure(shown.Mse)} on {rows}"];
        if (quality.Gap is { } gap && double.IsFinite(gap))
            sentences.Add($"On rows it was trained on the error is {Figures.Measure(quality.Training.Mse)}: the gap is {Figures.Percent(gap)}{(gap > 0.25 ? ", it overfits (a smaller --code, --corrupt or --dropout helps)" : "")}.");
        return new TrainingOutcome("A trained autoencoder", sentences,
        [
            new("trainingMse", "mean squared error on training rows", quality.Training.Mse),
            new("validationMse", "mean squared error on held-back rows", quality.Validation?.Mse),
            new("gap", "gap", quality.Gap),
        ],
        () => ReconstructionReport.Sections(autoencoder, task.Data, task.Held));
    }

    private Autoencoder Describe(ParseResult parse, TrainingTask<DataSet> task)
    {
        Autoencoder autoencoder = _objective.Read(parse, new Autoencoder(_architecture.Read(parse)) { Catalog = Session.Catalog });
        int width = task.Data.Width, code = autoencoder.Architecture.ForRows([.. task.Data.RowShape]).CodeSize(width);
        if (code >= width) Session.Warn($"a code of {code} is at least as large as a row of {width}: it need not learn anything. Use --code below {width}.");
        return autoencoder;
    }
}
