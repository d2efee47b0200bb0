using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Models;
using Hourglass.Statistics;
using Hourglass.Training;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Anomaly detection in a series, to be trained: the same with windows of it in place of rows. A denoising autoencoder learns what windows look like, stretches
/// of time held back tell how high scores get. Immutable; <see cref="Fit"/> gives an <see cref="AnomalyDetector"/> that scores the steps of a series.
/// </summary>
/// <example><code>
/// AnomalyDetector detector = new SeriesDetection { Window = 288 }.Fit(series);
/// IReadOnlyList&lt;AnomalyInterval&gt; intervals = AnomalyInterval.Of(detector.Score(series), 288);
/// </code></example>
public sealed record SeriesDetection
{
    /// <summary>The steps of a window where no period is found.</summary>
    public const int UsualWindow = 64;

    /// <summary>The steps of a window that is found out, at least and at most.</summary>
    public const int ShortestWindow = 16, LongestWindow = 300;

    // Values of a window that is found out, at most: of many columns a window has fewer steps.
    private const int WidestWindow = 4096;

    // Noise of twice the deviation: windows hang together so much that less of it averages out and leaves nothing to learn.
    private const double Noise = 2;

    private const int Units = 128;

    /// <summary>How it is trained by default: as for rows, in 600 steps.</summary>
    public static TrainingOptions DefaultTraining { get; } = AnomalyDetection.DefaultTraining with { Steps = 600 };

    /// <summary>What detection in a series shares with that in rows: what is normal, the rate of false alarms, how to train.</summary>
    public AnomalyDetection Detection { get; init; } = new();

    /// <summary>Steps of a window, at least 2, at most a quarter of the series; null (default) for its period.</summary>
    public int? Window { get; init; }

    /// <summary>The name of the column that says when a step was, to be read again when a series is scored; null (default) where there is none.</summary>
    public string? Time { get; init; }

    /// <summary>Trains on a series, and calibrates on stretches of it that are held back.</summary>
    /// <param name="series">[steps, columns], in the order of time; NaN where a value is missing. Labels are never an input.</param>
    /// <param name="validation">Another series to calibrate on; null holds stretches back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The series is too short, not in the order of time or not made of numbers, or the options do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public AnomalyDetector Fit(DataSet series, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        SeriesRows rows = Divide(series, validation);
        double rate = AnomalyDetection.RateFor(Detection.FalseAlarms, rows.CalibrationSteps(Detection.Normal));
        TrainedAutoencoder autoencoder = Autoencoder.Fit(rows.Training, rows.Held, TrainingToDo, progress, cancellationToken);
        SeriesReference? reference = Detection.KeepsRows ? SeriesReference.Fit(rows.Training, Detection.IsContaminated) : null;
        var form = new SeriesForm(rows.Training.Length, series.Width, series.Columns, Time);
        var scoring = new SeriesScoring(autoencoder, ColumnRanges.Fit(rows.Training, autoencoder.Scaler), reference, form);
        var calibration = new ConformalCalibration(rows.Calibrate(scoring, Detection.Normal, cancellationToken));
        return new AnomalyDetector(scoring, calibration, new(Detection.Normal ?? AnomalyDetection.MostFrequent(series.Labels), Detection.IsContaminated, rate));
    }

    /// <summary>Does everything but train. For a look at the cost beforehand.</summary>
    public PreparedTraining Prepare(DataSet series, DataSet? validation = null)
    {
        SeriesRows rows = Divide(series, validation);
        return Autoencoder.Prepare(rows.Training, rows.Held, TrainingToDo);
    }

    /// <summary>
    /// The steps of a window for a series: <see cref="Window"/>, or the lag of the highest peak of its autocorrelation from <see cref="ShortestWindow"/> to
    /// <see cref="LongestWindow"/>, or <see cref="UsualWindow"/> where it has no period.
    /// </summary>
    /// <exception cref="InputException">The series is too short for it.</exception>
    public int WindowFor(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        int most = series.Rows / SeriesRows.FewestLengths;
        if (Window is { } asked)
        {
            return asked >= 2 && asked <= most ? asked : throw new InputException(
                "The window does not fit the series.", $"{series.Name}, --window", $"{asked} of {series.Rows} steps", $"from 2 to {most}, a quarter of the steps", most >= 2 ? $"--window {most}, or more steps" : "give more steps");
        }

        if (most < 2) throw new InputException("The series is too short.", series.Name, $"{series.Rows} steps", $"at least {2 * SeriesRows.FewestLengths}", "give more steps");
        int longest = Math.Min(LongestWindow, Math.Max(ShortestWindow, WidestWindow / series.Width));
        SeriesWindows one = new(series, 1);
        var values = new float[series.Rows * series.Width];
        for (int step = 0; step < series.Rows; step++) one.ValuesOf(step).CopyTo(values.AsSpan(step * series.Width));
        return Math.Min(Periodicity.Of(values, series.Width, ShortestWindow, longest) ?? Math.Min(UsualWindow, longest), most);
    }

    private Autoencoder Autoencoder => Detection.Autoencoder ?? AnomalyDetection.Denoising with
    {
        Architecture = DenseAutoencoder.From(AnomalyDetection.DenoisingArchitecture with { Code = Units, Layers = [Units] }),
        Corruption = new GaussianNoise(Noise),
    };

    private TrainingOptions TrainingToDo => Detection.Training ?? DefaultTraining;

    private SeriesRows Divide(DataSet series, DataSet? validation)
    {
        ArgumentNullException.ThrowIfNull(series);
        (series, validation) = (series.AllowMissing(), validation?.AllowMissing());
        SeriesTimes.RequireOrder(series);
        int window = WindowFor(series);
        if (validation is not null) validation = new SeriesForm(window, series.Width, series.Columns, Time).Align(validation, series.Name);
        return SeriesRows.Of(series, validation, Detection, window);
    }
}
