using System.CommandLine;
using System.Globalization;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Optimizers;
using Hourglass.Training;

namespace Hourglass.Cli.Options;

/// <summary>The options that say how to train.</summary>
internal sealed class TrainingOptionSet
{
    private const double DecayOfAdamW = 0.01;

    private readonly TrainingOptions _defaults;
    private readonly Option<string> _optimizer = OptionOf.Choice(
        "--optimizer", "How weights follow their gradients (adamw: adam with --weight-decay 0.01)", ["adam", "adamw", "sgd"], "adam");

    private readonly Option<double?> _momentum = OptionOf.NumberIfGiven("--momentum", "SHARE", "Momentum of sgd, 0 by default.", Interval.Share, "0.9");
    private readonly Option<double> _rate;
    private readonly Option<string> _schedule;
    private readonly Option<double?> _clip = OptionOf.NumberIfGiven("--clip-norm", "LENGTH", "Shorten gradients to this length.", Interval.AboveZero, "1");
    private readonly Option<double?> _average = OptionOf.NumberIfGiven(
        "--weight-average", "SHARE", "Share of the old kept in a moving average of the weights; none by default.", Interval.OpenShare, "0.999");

    private readonly Option<double?> _decay = OptionOf.NumberIfGiven(
        "--weight-decay", "RATE", "Decoupled weight decay; 0 by default, 0.01 with adamw.", Interval.ZeroOrMore, "0.01");

    private readonly Option<int> _batch;
    private readonly Option<int?> _epochs;
    private readonly Option<long?> _steps;

    private readonly Option<TimeSpan?> _budget = Duration.Option(
        "--budget", "Time for the whole training, none by default; it fixes a number of steps, which the model file records.", "30m");

    private readonly Option<long?> _memory = ByteCount.Option(
        "--memory", "Most memory of the whole program, its data counted, no limit by default; a training that needs more is refused before its first step, with what would fit.", "1GiB");

    private readonly Option<int> _patience;
    private readonly Option<double> _minDelta;
    private readonly Option<string> _keep;
    private readonly Option<bool> _flip = new("--flip") { Description = "Mirror half of the pictures left to right, drawn anew in each epoch." };
    private readonly Option<int> _randomCrop = OptionOf.Whole("--random-crop", "Shift pictures by up to so many pixels in each direction, drawn anew in each epoch.", 0, 0, PictureForm.LongestSide);
    private readonly Option<ulong> _seed = OptionOf.Seed();

    private readonly Option<string?> _checkpoint = OptionOf.TextIfGiven(
        "--checkpoint", "FILE", "Write the state of the training to this file now and then, the one before it to FILE.previous.");

    private readonly Option<long?> _checkpointEvery = OptionOf.Value<long?>(
        "--checkpoint-every", "Steps between two checkpoints; once an epoch by default.", "a whole number of at least 1", "1000",
        text => (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) && steps > 0, steps));

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on from the checkpoint, to the same bits as a training that was never stopped; begin anew when there is none.",
    };

    /// <summary>The options, with a verb's defaults.</summary>
    /// <param name="defaults">How to train when nothing is said; the library's defaults when null.</param>
    public TrainingOptionSet(TrainingOptions? defaults = null)
    {
        _defaults = defaults ??= new TrainingOptions();
        _rate = OptionOf.Number("--learning-rate", "RATE", "Step size.", Interval.AboveZero, defaults.Optimizer.LearningRate);
        _schedule = OptionOf.Choice(
            "--schedule", "How the step size changes over the training", [.. Schedule.All.Select(schedule => schedule.Name)], defaults.Schedule.Name);
        _batch = OptionOf.Whole("--batch", "Rows in a step.", 1, defaults.Batch);
        _epochs = OptionOf.Value<int?>(
            "--epochs", $"Most passes over the training rows; {(defaults.Steps is null ? defaults.Epochs : "unlimited")} by default, unlimited with --steps or --budget.", "a whole number of at least 1", "500",
            text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epochs) && epochs > 0, epochs));
        _steps = OptionOf.Value<long?>(
            "--steps", $"Most steps; {(defaults.Steps is { } most ? $"{most} by default, unless --epochs or --budget is given" : "unlimited by default")}.", "a whole number of at least 1", "10000",
            text => (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) && steps > 0, steps));
        _patience = OptionOf.WholeOrNone(
            "--patience", $"Epochs without improvement until the loss counts as stable, or none{(defaults.Patience is null ? " (the default)" : "")}.", defaults.Patience);
        _minDelta = OptionOf.Number(
            "--min-delta", "SHARE", "Relative fall of the loss that counts as an improvement.", Interval.ZeroOrMore, defaults.MinDelta);
        _keep = OptionOf.Choice("--keep", "Which weights are kept", ["best", "last"], defaults.KeepBest ? "best" : "last");
        _budget.HelpName = "TIME";
        _epochs.HelpName = _steps.HelpName = "N";
        _checkpointEvery.HelpName = "STEPS";
        _randomCrop.HelpName = "PIXELS";
    }

    public Option<int> Threads { get; } = ThreadOption.Make();

    public IEnumerable<Option> Options =>
    [
        _optimizer, _momentum, _rate, _schedule, _clip, _average, _decay, _batch, _epochs, _steps, _budget, _memory, _patience, _minDelta, _keep, _flip, _randomCrop, _seed, Threads,
        _checkpoint, _checkpointEvery, _resume,
    ];

    /// <summary>How to train.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="session">What stops it.</param>
    /// <param name="steps">Steps by default in place of those of the verb's defaults, or null.</param>
    public TrainingOptions Read(ParseResult parse, Session session, long? steps = null)
    {
        int? epochs = parse.GetValue(_epochs);
        TimeSpan? budget = parse.GetValue(_budget);
        steps = parse.GetValue(_steps) ?? (epochs is null && budget is null ? steps ?? _defaults.Steps : null);
        return _defaults with
        {
            Epochs = epochs ?? (steps is not null || budget is not null ? int.MaxValue : _defaults.Epochs),
            Steps = steps,
            Budget = budget,
            Memory = parse.GetValue(_memory),
            Batch = parse.GetValue(_batch),
            Optimizer = ReadOptimizer(parse),
            Schedule = Schedule.Parse(parse.GetValue(_schedule)!),
            ClipNorm = parse.GetValue(_clip) ?? _defaults.ClipNorm,
            WeightAverage = parse.GetValue(_average) ?? _defaults.WeightAverage,
            Patience = parse.GetValue(_patience) is > 0 and int patience ? patience : null,
            MinDelta = parse.GetValue(_minDelta),
            KeepBest = parse.GetValue(_keep) == "best",
            Augmentation = ReadAugmentation(parse),
            Seed = parse.GetValue(_seed),
            Threads = parse.GetValue(Threads),
            Finish = session.Interruption.Finish,
            Checkpoint = ReadCheckpoint(parse, session),
        };
    }

    private Augmentation? ReadAugmentation(ParseResult parse)
    {
        var augmentation = new Augmentation { Flip = parse.GetValue(_flip), RandomCrop = parse.GetValue(_randomCrop) };
        return augmentation == new Augmentation() ? null : augmentation;
    }

    private CheckpointOptions? ReadCheckpoint(ParseResult parse, Session session)
    {
        if (parse.GetValue(_checkpoint) is { } file)
            return new CheckpointOptions(file) { EverySteps = parse.GetValue(_checkpointEvery), Resumes = parse.GetValue(_resume), Told = from => Tell(session, from) };
        if (!parse.GetValue(_resume) && parse.GetValue(_checkpointEvery) is null) return null;
        throw new InputException(
            "There is no checkpoint to go on from or to write.", "--resume, --checkpoint-every", "no --checkpoint", "both need the name of the file", "add --checkpoint training.checkpoint");
    }

    private static void Tell(Session session, ResumedFrom from)
    {
        if (from.Problem is { } problem) session.Warn($"{problem.ReplaceLineEndings(" ")} The checkpoint before it is used.");
        session.Note($"Going on from {from.File}: step {Figures.Count(from.Step)}, epoch {Figures.Count(from.Epoch)}.");
    }

    private Optimizer ReadOptimizer(ParseResult parse)
    {
        string name = parse.GetValue(_optimizer)!;
        double rate = parse.GetValue(_rate);
        double decay = parse.GetValue(_decay) ?? (name == "adamw" ? DecayOfAdamW : _defaults.Optimizer.WeightDecay);
        double? momentum = parse.GetValue(_momentum);
        if (name == "sgd") return new Sgd { LearningRate = rate, WeightDecay = decay, Momentum = momentum ?? 0 };
        if (momentum is null) return new Adam { LearningRate = rate, WeightDecay = decay };
        throw new InputException(
            "The momentum goes with sgd.", "--momentum", $"{momentum} with --optimizer {name}", $"{name} has moments of its own",
            "leave it out, or add --optimizer sgd");
    }
}
