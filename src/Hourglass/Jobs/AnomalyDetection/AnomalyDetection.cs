using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Statistics;
using Hourglass.Training;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Anomaly detection, to be trained: denoising autoencoders for several levels of noise learn what normal rows look like, rows held back tell how high their
/// scores get. Immutable; <see cref="Fit"/> gives an <see cref="AnomalyDetector"/>. Missing values (NaN) are taken as they are.
/// </summary>
/// <example><code>
/// AnomalyDetector detector = new AnomalyDetection { Normal = "benign" }.Fit(BreastCancer.Train);
/// ScoredRow worst = detector.Score(BreastCancer.Test).MaxBy(row => row.Score)!;
/// </code></example>
public sealed record AnomalyDetection
{
    /// <summary>The rate of false alarms when none is asked for and enough rows are held back.</summary>
    public const double UsualFalseAlarms = 0.01;

    /// <summary>Rows held back that it takes to show the usual rate; where there are fewer, training rows calibrate too, by cross-fitting.</summary>
    public const int EnoughHeldBack = 99;

    /// <summary>The architecture of one autoencoder that is chosen instead of the ensemble, where nothing else is said of it: a code of 8 between layers of 64.</summary>
    public static ArchitectureOptions DefaultArchitecture { get; } = new() { Code = 8, Layers = [64], Activation = Activation.Swish };

    /// <summary>One autoencoder that is chosen instead of the ensemble, where nothing else is said of it.</summary>
    public static Autoencoder DefaultAutoencoder { get; } = new(DenseAutoencoder.From(DefaultArchitecture)) { Loss = new MeanSquaredError(), Scaling = ScalingKind.Standard };

    /// <summary>
    /// How it is trained by default: 2,500 steps for each autoencoder, the last weights kept, so that the rows held back choose nothing and are as new to the
    /// detector as those to come.
    /// </summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = int.MaxValue,
        Steps = 2500,
        Batch = 64,
        Validation = 0.15,
        Patience = null,
        KeepBest = false,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 2e-3 },
    };

    /// <summary>How it is trained by default on all rows, the wrong ones among them: 300 steps, for what is frequent is learnt first.</summary>
    public static TrainingOptions ContaminatedTraining { get; } = DefaultTraining with { Steps = 300 };

    /// <summary>One autoencoder in place of the ensemble; null (default) for the ensemble.</summary>
    public Autoencoder? Autoencoder { get; init; }

    /// <summary>
    /// How to train; as <see cref="TrainingFor"/> says when null (default). The rows held back for
    /// validation calibrate; weights chosen by them would make p-values too small. A budget of time is for all autoencoders together.
    /// </summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>The label of normal rows; null (default) for the most frequent one.</summary>
    public string? Normal { get; init; }

    /// <summary>
    /// Whether wrong rows may be among those trained on: contaminated training, on all rows; labels serve measures alone. False trains on the rows with the label
    /// <see cref="Normal"/>, on those with the most frequent label where it is null, and on all where there are no labels. When null (default) it follows from
    /// whether <see cref="Normal"/> is given.
    /// </summary>
    public bool? Contaminated { get; init; }

    /// <summary>Whether wrong rows may be among those trained on.</summary>
    public bool IsContaminated => Contaminated ?? Normal is null;

    /// <summary>
    /// The share of normal rows that may raise an alarm, from 1 / (rows to calibrate on + 1), below 1. Null (default): 0.01, or the smallest that the
    /// rows to calibrate on allow.
    /// </summary>
    public double? FalseAlarms { get; init; }

    /// <summary>
    /// Whether training rows are kept, at most <see cref="ReferenceRows"/> of them, in the detector (default). Then the distance to the nearest of them is a part of the score, and
    /// the rival to compare with; without them nothing of the training data travels.
    /// </summary>
    public bool KeepsRows { get; init; } = true;

    /// <summary>How many training rows the detector keeps at most, 1 or more; of more, so many are drawn. 20,000 by default.</summary>
    public int ReferenceRows { get; init; } = NearestNeighbour.MostRows;

    /// <summary>How it will be trained, but for the steps of large pictures: <see cref="TrainingFor"/>.</summary>
    public TrainingOptions TrainingToDo => Training ?? (IsContaminated ? ContaminatedTraining : DefaultTraining);

    /// <summary>
    /// How it will be trained on rows of a shape: as <see cref="Training"/> says, otherwise by <see cref="DefaultTraining"/> or, in contaminated training,
    /// <see cref="ContaminatedTraining"/>, in fewer steps on pictures of more than 28 x 28 pixels, so that they take no more work in all, down to 400.
    /// </summary>
    /// <param name="rowShape">The shape of a row.</param>
    public TrainingOptions TrainingFor(IReadOnlyList<int> rowShape) => Training ?? TrainingToDo with { Steps = Math.Min(TrainingToDo.Steps!.Value, RowForm.Of(rowShape).MostSteps) };

    // No bottleneck, for the noise alone keeps it from copying its input.
    internal static ArchitectureOptions DenoisingArchitecture { get; } = new() { Activation = Activation.Swish, CodeActivation = Activation.Swish };

    internal static Autoencoder Denoising { get; } = new(DenseAutoencoder.From(DenoisingArchitecture)) { Loss = new MeanSquaredError(), Scaling = ScalingKind.Standard };

    /// <summary>
    /// Trains on the normal rows of some data, and calibrates on those held back. When these are fewer than <see cref="EnoughHeldBack"/>, those trained on are divided into
    /// five folds, and the rows of each are scored by autoencoders that are trained on the other four: then all normal rows calibrate.
    /// </summary>
    /// <param name="data">The rows. Labels are never an input.</param>
    /// <param name="validation">Rows to calibrate on; null holds a share of the normal rows back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">There are no normal rows, too few are held back, or the data, the options and the architecture do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public AnomalyDetector Fit(DataSet data, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        NormalRows rows = NormalRows.Of(data, validation, this);
        int folds = FoldsOf(rows);
        double rate = RateFor(FalseAlarms, rows.Calibration.Rows + (folds > 0 ? rows.Training.Rows : 0));
        var training = new EnsembleTraining(this, EnsembleTraining.MembersOf(this) * (1 + folds), progress, cancellationToken);
        AnomalyScoring scoring = training.Fit(rows.All, rows.Held, rows.Training, TrainingFor(rows.Training.RowShape), rows.Table);
        var judged = new JudgedRows(scoring.Terms);
        judged.Add(scoring.Of(rows.Calibration, cancellationToken), rows.Calibration.Rows);
        for (int fold = 0; fold < folds && !training.IsCutShort; fold++)
        {
            (DataSet others, DataSet own) = rows.Fold(fold, folds, TrainingToDo.Seed);
            AnomalyScoring ofOthers = training.Fit(others, null, others, TrainingFor(others.RowShape) with { Validation = 0, Checkpoint = null }, rows.Table);

            // Distances need no training, so that those to all other rows are at hand.
            judged.Add(ofOthers.With(scoring.Reference?.ForOwnRows()).Of(own, cancellationToken), own.Rows);
        }

        ConformalCalibration calibration = judged.Calibration;
        return new AnomalyDetector(scoring, calibration, judged.Usual, new(Normal ?? MostFrequent(data.Labels), IsContaminated, Math.Max(rate, calibration.SmallestRate)));
    }

    /// <summary>Does everything but train the first of the autoencoders. For a look at the cost beforehand.</summary>
    public PreparedTraining Prepare(DataSet data, DataSet? validation = null)
    {
        NormalRows rows = NormalRows.Of(data, validation, this);
        var reference = ReferenceTable.Fit(rows.Training, EnsembleTraining.ScalerFor(this, rows.Training), IsContaminated, TrainingToDo.Seed, ReferenceRows);
        return (EnsembleTraining.Describe(this, rows.Training, reference)[0] with { Table = rows.Table, Afterwards = WorkAfter(rows.All, rows.Training) }).Prepare(rows.All, rows.Held, TrainingFor(rows.Training.RowShape)) with { Trainings = EnsembleTraining.MembersOf(this) * (1 + FoldsOf(rows)) };
    }

    /// <summary>The rows of some data that training does not learn from: those held back, and those that are not normal. The detector can be judged on them.</summary>
    /// <param name="data">The data to train on.</param>
    /// <param name="validation">The rows to calibrate on, when they are given apart.</param>
    public DataSet Unseen(DataSet data, DataSet? validation = null) => validation?.AllowMissing() ?? NormalRows.Unseen(data.AllowMissing(), this);

    // Every autoencoder keeps sessions of its own to be asked in.
    internal WorkAfterTraining WorkAfter(DataSet all, DataSet training) => new(
        [InferenceKind.Loss, .. Enumerable.Repeat(InferenceKind.Reconstruct, EnsembleTraining.MembersOf(this))], ReferenceTable.BytesFor(training, ReferenceRows) + AnomalyScoring.BytesFor(all));

    // Rows that were given to calibrate on are not mixed with others.
    private static int FoldsOf(NormalRows rows) => rows.Held is null && rows.Calibration.Rows < EnoughHeldBack && rows.Training.Rows > 1 ? Math.Min(RowForm.Of(rows.Training.RowShape).Folds, rows.Training.Rows) : 0;

    // The rate asked for, or the usual one, as far as so many rows to calibrate on can show it.
    internal static double RateFor(double? asked, int count)
    {
        double smallest = ConformalCalibration.SmallestRateOf(count);
        if (asked is not { } rate) return Math.Max(UsualFalseAlarms, smallest);
        if (!(rate > 0 && rate < 1)) throw new InputException("The rate of false alarms is out of range.", "false alarms", FormattableString.Invariant($"{rate}"), "above 0 and below 1");
        if (rate >= smallest) return rate;
        throw new InputException(
            "The rate of false alarms is smaller than the rows to calibrate on can show.", "false alarms", FormattableString.Invariant($"{rate} with {count} rows to calibrate on"),
            FormattableString.Invariant($"at least 1 / ({count} + 1) = {smallest:0.#####}"),
            FormattableString.Invariant($"hold back at least {Math.Ceiling(1 / rate) - 1:0} normal rows (--validation), or ask for {Math.Ceiling(smallest * 1e4) / 1e4:0.####}"));
    }

    /// <summary>The label of the rows of some data that are trained on; null for all rows.</summary>
    internal string? TrainedOn(DataSet data) => IsContaminated ? null : Normal ?? MostFrequent(data.Labels);

    internal static string? MostFrequent(IReadOnlyList<string>? labels) => labels?.CountBy(label => label).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First().Key;
}
