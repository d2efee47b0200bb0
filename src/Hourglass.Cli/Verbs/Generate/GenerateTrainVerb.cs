using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Priors;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary><c>generate train</c>: an autoencoder that new rows can be drawn from.</summary>
internal sealed class GenerateTrainVerb : TrainingVerb<DataSet>
{
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly ArchitectureOptionSet _architecture;
    private readonly ObjectiveOptionSet _objective;
    private readonly Option<string> _prior = OptionOf.Choice(
        "--prior", "What codes are drawn from: a mixture fitted to the codes of the training rows, or the normal distribution of a vae",
        [.. Enum.GetNames<PriorKind>().Select(name => name.ToLowerInvariant())], PriorKind.Mixture.ToString().ToLowerInvariant());

    public GenerateTrainVerb(Session session) : base(
        session, "train", "Train an autoencoder that new rows can be drawn from: pictures, or rows of a table.", DataGeneration.DefaultTraining,
        "hourglass generate train digits -o digits.hourglass",
        "hourglass generate train rows.csv --label class --report rows.html -o rows.hourglass")
    {
        _architecture = new ArchitectureOptionSet(session.Catalog, DataGeneration.DefaultArchitecture, "vae");
        _objective = new ObjectiveOptionSet(session.Catalog, ofTables: DataGeneration.ForTables(new DataGeneration().Autoencoder));
        TakeTraining(_data.Argument, [.. _architecture.Options, .. _objective.Options, _prior], _data.Options);
    }

    protected override DataSet LoadData(ParseResult parse, string? address = null) => _data.LoadForTraining(Session, parse, address);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<DataSet> task) =>
        Describe(parse, task).Prepare(task.Data, task.Held);

    protected override JobModel Fit(ParseResult parse, TrainingTask<DataSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort) =>
        Describe(parse, task).Fit(task.Data, task.Held, progress, abort);

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<DataSet> task, JobModel model)
    {
        var generator = (DataGenerator)model;
        (DataSet training, DataSet? heldBack) = DataGeneration.Divide(task.Data, task.Held, task.Options);
        return new TrainingOutcome(
            "A generator",
            [
                $"{Figures.Count(generator.Autoencoder.Width, "number")} from a code of {generator.Autoencoder.CodeSize}, {generator.ActiveNumbers.Count} of them used",
                "", .. ReceiptTable.Lines(generator.Receipts), "", generator.Receipts.Summary,
            ],
            generator.Receipts.ToMeasures(), () => GenerationReport.Sections(generator, training, heldBack).Concat(ReconstructionReport.Sections(generator.Autoencoder, task.Data, task.Held)));
    }

    private DataGeneration Describe(ParseResult parse, TrainingTask<DataSet> task)
    {
        Autoencoder autoencoder = _objective.Read(parse, new Autoencoder(_architecture.Read(parse)) { Catalog = Session.Catalog });
        if (!autoencoder.IsVariational(task.Data))
            Session.Warn("the code of this model is a plain one: new codes are drawn from a mixture fitted to those of the training rows. --model vae, or conv-vae for pictures, trains a code to be drawn from.");
        return new() { Autoencoder = autoencoder, Training = task.Options, Prior = Enum.Parse<PriorKind>(parse.GetValue(_prior)!, ignoreCase: true) };
    }
}
