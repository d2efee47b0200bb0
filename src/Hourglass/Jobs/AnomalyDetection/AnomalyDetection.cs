using Hourglass.Baselines;
using Hourglass.Corruptions;
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
/// Anomaly detection, to be trained: a denoising autoencoder learns what normal rows look like, rows held back tell how high their scores get.
/// Immutable; <see cref="Fit"/> gives an <see cref="AnomalyDetector"/>. Missing values (NaN) are taken as they are.
/// </summary>
/// <example><code>
/// AnomalyDetector detector = new AnomalyDetection { Normal = "benign" }.Fit(BreastCancer.Train);
/// ScoredRow worst = detector.Score(BreastCancer.Test).MaxBy(row => row.Score)!;
/// </code></example>
public sealed record AnomalyDetection
{
    /// <summary>The rate of false alarms when none is asked for and enough rows are held back.</summary>
    public const double UsualFalseAlarms = 0.01;

    /// <summary>The architecture by default: no bottleneck, for the noise alone keeps it from copying its input.</summary>
    public static ArchitectureOptions DefaultArchitecture { get; } = new() { Code = 128, Layers = [128], Activation = Activation.Swish, CodeActivation = Activation.Swish };

    /// <summary>The autoencoder by default: normal noise of 0.2 standard deviations is put on its input, and it gives the clean row back.</summary>
    public static Autoencoder DefaultAutoencoder { get; } = new(DenseAutoencoder.From(DefaultArchitecture))
    {
        Loss = new MeanSquaredError(),
        Corruption = new GaussianNoise(0.2),
        Scaling = ScalingKind.Standard,
    };

    /// <summary>
    /// How it is trained by default: 2,500 steps, the last weights kept, so that the rows held back choose nothing and are as new to the detector as
    /// those to come.
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

    /// <summary>The autoencoder.</summary>
    public Autoencoder Autoencoder { get; init; } = DefaultAutoencoder;

    /// <summary>How to train. The rows held back for validation calibrate; weights chosen by them would make p-values too small.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>The label of normal rows: only they are trained on. Null (default) trains on all rows, the wrong ones among them: contaminated training.</summary>
    public string? Normal { get; init; }

    /// <summary>
    /// The share of normal rows that may raise an alarm, from 1 / (rows held back + 1), below 1. Null (default): 0.01, or the smallest that the
    /// rows held back allow.
    /// </summary>
    public double? FalseAlarms { get; init; }

    /// <summary>
    /// Whether at most 20,000 training rows are kept in the detector (default). Then the distance to the nearest of them is a part of the score, and
    /// the rival to compare with; without them nothing of the training data travels.
    /// </summary>
    public bool KeepsRows { get; init; } = true;

    /// <summary>Trains on the normal rows of some data, and calibrates on those held back.</summary>
    /// <param name="data">The rows. Labels are never an input.</param>
    /// <param name="validation">Rows to calibrate on; null holds a share of the normal rows back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">There are no normal rows, too few are held back, or the data, the options and the architecture do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public AnomalyDetector Fit(DataSet data, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        NormalRows rows = NormalRows.Of(data, validation, this);
        double rate = RateFor(rows.Calibration);
        TrainedAutoencoder autoencoder = Describe(rows).Fit(rows.All, rows.Held, Training, progress, cancellationToken);
        ColumnResiduals residuals = ColumnResiduals.Fit(autoencoder, rows.Training);
        NearestNeighbour? neighbour = KeepsRows
            ? NearestNeighbour.Fit(rows.Training.Rows, autoencoder.Width, (row, target) => autoencoder.Scaler.CopyScaled(rows.Training, row, target), Training.Seed)
            : null;
        var scoring = new AnomalyScoring(autoencoder, residuals, neighbour);
        float[] scores = [.. scoring.Of(rows.Calibration, cancellationToken).Select(row => row.Score)];
        return new AnomalyDetector(scoring, new ConformalCalibration(scores), new(Normal ?? MostFrequent(data.Labels), Normal is null, rate));
    }

    /// <summary>Does everything but train. For a look at the cost beforehand.</summary>
    public PreparedTraining Prepare(DataSet data, DataSet? validation = null)
    {
        NormalRows rows = NormalRows.Of(data, validation, this);
        return Describe(rows).Prepare(rows.All, rows.Held, Training);
    }

    /// <summary>The rows of some data that training does not learn from: those held back, and those that are not normal. The detector can be judged on them.</summary>
    /// <param name="data">The data to train on.</param>
    /// <param name="validation">The rows to calibrate on, when they are given apart.</param>
    public DataSet Unseen(DataSet data, DataSet? validation = null) => validation?.AllowMissing() ?? NormalRows.Unseen(data.AllowMissing(), this);

    private Autoencoder Describe(NormalRows rows)
    {
        long kept = KeepsRows ? Math.Min(NearestNeighbour.MostRows, rows.Training.Rows) : 0;
        return Autoencoder with { Afterwards = new([InferenceKind.Reconstruct, InferenceKind.Loss], (kept * rows.All.Width * sizeof(float)) + ColumnResiduals.BytesFor(rows.All)) };
    }

    private double RateFor(DataSet calibration)
    {
        double smallest = ConformalCalibration.SmallestRateOf(calibration.Rows);
        if (FalseAlarms is not { } rate) return Math.Max(UsualFalseAlarms, smallest);
        if (!(rate > 0 && rate < 1)) throw new InputException("The rate of false alarms is out of range.", "false alarms", FormattableString.Invariant($"{rate}"), "above 0 and below 1");
        if (rate >= smallest) return rate;
        throw new InputException(
            "The rate of false alarms is smaller than the rows held back can show.", "false alarms", FormattableString.Invariant($"{rate} with {calibration.Rows} rows held back"),
            FormattableString.Invariant($"at least 1 / ({calibration.Rows} + 1) = {smallest:0.#####}"),
            FormattableString.Invariant($"hold back at least {Math.Ceiling(1 / rate) - 1:0} normal rows (--validation), or ask for {Math.Ceiling(smallest * 1e4) / 1e4:0.####}"));
    }

    private static string? MostFrequent(IReadOnlyList<string>? labels) => labels?.CountBy(label => label).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First().Key;
}
