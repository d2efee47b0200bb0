using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The trainings that a detector takes, one after the other: those of its autoencoders, then those of the folds. All have as many steps as the first one; a
/// budget of time is for all of them, and progress tells of them as of one.
/// </summary>
/// <param name="detection">What is trained.</param>
/// <param name="trainings">How many trainings there will be.</param>
/// <param name="progress">Told how it goes, or null.</param>
/// <param name="cancellationToken">Aborts.</param>
internal sealed class EnsembleTraining(AnomalyDetection detection, int trainings, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
{
    // The levels of noise, in units of how far apart rows are that belong together. The first is the one that serves best alone.
    private static readonly double[] s_clean = [0.5, 0.25, 1], s_contaminated = [0.5, 1];

    // No noise finer than this is worth learning, and none above the deviation of a column leaves anything to learn from.
    private const double LeastNoise = 0.05, MostNoise = 1;

    private int _done, _epochs;
    private TimeSpan _elapsed;
    private long? _steps;

    /// <summary>Whether training was asked to end, or had to, before it was done.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>How many autoencoders there will be.</summary>
    public static int MembersOf(AnomalyDetection detection) => detection.Autoencoder is not null ? 1 : detection.IsContaminated ? s_contaminated.Length : s_clean.Length;

    /// <summary>The autoencoders, to be trained.</summary>
    /// <param name="detection">What is trained.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="reference">The training rows kept.</param>
    public static Autoencoder[] Describe(AnomalyDetection detection, DataSet training, ReferenceTable reference)
    {
        if (detection.Autoencoder is { } one) return [one];
        double spacing = reference.Spacing();
        Autoencoder denoising = RowForm.Of(training.RowShape).Denoising(training.Width);
        return [.. (detection.IsContaminated ? s_contaminated : s_clean).Select(level => denoising with
        {
            Corruption = new GaussianNoise(Math.Clamp(level * spacing, LeastNoise, MostNoise)),
        })];
    }

    /// <summary>How the rows of a training will be scaled.</summary>
    public static Scaler ScalerFor(AnomalyDetection detection, DataSet training) => Scaler.Fit(
        training, [.. Enumerable.Range(0, training.Rows)], (detection.Autoencoder ?? RowForm.Of(training.RowShape).Denoising(training.Width)).Scaling ?? Scaler.KindFor(training));

    /// <summary>Trains autoencoders on some rows and takes what a score needs beside them.</summary>
    /// <param name="all">The rows that training is given, some of which it may hold back.</param>
    /// <param name="held">Rows to validate on, when they are given apart.</param>
    /// <param name="training">Those of all rows that are trained on.</param>
    /// <param name="options">How to train.</param>
    /// <param name="table">How rows of a table became these rows, or null.</param>
    public AnomalyScoring Fit(DataSet all, DataSet? held, DataSet training, TrainingOptions options, TableEncoding? table)
    {
        Scaler scaler = ScalerFor(detection, training);
        var reference = ReferenceTable.Fit(training, scaler, detection.IsContaminated, options.Seed, detection.ReferenceRows);
        List<TrainedAutoencoder> members = [];
        foreach (Autoencoder described in Describe(detection, training, reference))
        {
            TrainedAutoencoder member = Train(described with { Table = table, Afterwards = detection.WorkAfter(all, training) }, all, held, OptionsOf(options, members.Count));
            members.Add(member);
            if (IsCutShort) break;
        }

        members[0] = members[0].With(TrainingOf(members));
        return new AnomalyScoring(members, ColumnRanges.Fit(training, scaler), detection.KeepsRows ? reference : null, detection.IsContaminated);
    }

    /// <summary>Trains one autoencoder.</summary>
    /// <param name="described">The autoencoder.</param>
    /// <param name="all">The rows that training is given.</param>
    /// <param name="held">Rows to validate on, when they are given apart.</param>
    /// <param name="options">How to train: <see cref="OptionsOf"/>.</param>
    public TrainedAutoencoder Train(Autoencoder described, DataSet all, DataSet? held, TrainingOptions options)
    {
        TrainedAutoencoder member = described.Fit(all, held, options, progress is null ? null : new Part(progress, _done, trainings, _epochs, _elapsed), cancellationToken);
        _done++;
        _epochs += member.History.Count;
        _elapsed += TimeSpan.FromSeconds(member.Recipe.Training.Seconds);
        _steps ??= member.Recipe.Training.PlannedSteps;
        IsCutShort = member.Recipe.Training.StopReason is StopReason.Interrupted or StopReason.Diverged;
        return member;
    }

    /// <summary>How to train one of the autoencoders.</summary>
    /// <param name="options">How to train the first.</param>
    /// <param name="member">Its number, from 0.</param>
    public TrainingOptions OptionsOf(TrainingOptions options, int member) => options with
    {
        Budget = _steps is null ? options.Budget / trainings : null,
        Steps = _steps ?? options.Steps,
        Epochs = _steps is null ? options.Epochs : int.MaxValue,
        Checkpoint = options.Checkpoint is { } checkpoint && member > 0 ? checkpoint with { File = FormattableString.Invariant($"{checkpoint.File}.{member + 1}") } : options.Checkpoint,
    };

    /// <summary>What is told of the training: the first stands for all, but that the time is that of all and the reason to stop that of the last.</summary>
    public static TrainingManifest TrainingOf(IReadOnlyList<TrainedAutoencoder> members) => members[0].Recipe.Training with
    {
        Seconds = members.Sum(member => member.Recipe.Training.Seconds),
        StopReason = members[^1].Recipe.Training.StopReason,
    };

    // Reports at once, as progress does that a training is given itself.
    private sealed class Part(IProgress<TrainingProgress> whole, int done, int parts, int epochs, TimeSpan elapsed) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => whole.Report(value with
        {
            Epoch = epochs + value.Epoch,
            Step = (done * value.Steps) + value.Step,
            Steps = parts * value.Steps,
            Elapsed = elapsed + value.Elapsed,
            Remaining = value.Remaining + ((parts - done - 1) * (value.Elapsed + value.Remaining)),
        });
    }
}
