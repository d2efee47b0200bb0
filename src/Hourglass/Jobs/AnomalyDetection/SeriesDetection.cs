using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Models;
using Hourglass.Preprocessing;
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

    // Fewest windows, one after the other, that a series has room for.
    private const int FewestLengths = 4;

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

    /// <summary>
    /// Trains on a series. It is cut into stretches of time, and each autoencoder is trained on the windows outside one of them:
    /// <see cref="TrainingOptions.Validation"/> is the share that a stretch has. Steps are scored, and the rate of false alarms set, by those autoencoders that do
    /// not know them.
    /// </summary>
    /// <param name="series">[steps, columns], in the order of time; NaN where a value is missing. Labels are never an input.</param>
    /// <param name="validation">Another series to calibrate on; null calibrates on the same.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The series is too short, not in the order of time or not made of numbers, or the options do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public AnomalyDetector Fit(DataSet series, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        (SeriesForm form, SeriesWindows windows, SeriesStretches stretches) = Lay(series);
        DataSet own = form.Align(series, series.Name), held = validation is null ? own : form.Align(validation, series.Name);
        if (validation is null && stretches.Count < 2)
            throw new InputException("There is nothing to calibrate on.", "validation", "no steps held back", "the rate of false alarms is set by steps that were not trained on", "hold back a share at a time (--validation 0.15), or give a series apart");
        string? normal = Detection.TrainedOn(series);
        bool[] counts = [.. Enumerable.Range(0, held.Rows).Select(step => normal is null || held.Labels?[step] == normal)];
        double rate = AnomalyDetection.RateFor(Detection.FalseAlarms, counts.Count(normal => normal));
        var training = new EnsembleTraining(Detection, stretches.Count, progress, cancellationToken);
        List<TrainedAutoencoder> members = [];
        for (int stretch = 0; stretch < stretches.Count; stretch++)
        {
            // Who is asked to stop has the first autoencoder in place of those that are not trained.
            members.Add(training.IsCutShort ? members[0] : training.Train(Autoencoder, stretches.Outside(stretch, windows), null, training.OptionsOf(TrainingToDo with { Validation = 0 }, stretch)));
        }

        members[0] = members[0].With(EnsembleTraining.TrainingOf(members) with { TrainingRows = windows.Rows });
        SeriesReference? reference = Detection.KeepsRows ? SeriesReference.Fit(windows, Detection.IsContaminated) : null;
        var scoring = new SeriesScoring(members, ColumnRanges.Fit(windows, members[0].Scaler), reference, stretches, form);
        var judged = new JudgedRows(scoring.Terms);
        IEnumerable<RowFinding> steps = validation is null ? scoring.OfTraining(own, cancellationToken) : scoring.Of(held, cancellationToken);
        judged.Add(steps.Where((_, step) => counts[step]), counts.Count(normal => normal));
        return new AnomalyDetector(scoring, judged.Calibration, judged.Usual, new(Detection.Normal ?? AnomalyDetection.MostFrequent(series.Labels), Detection.IsContaminated, rate));
    }

    /// <summary>Does everything but train the first of the autoencoders. For a look at the cost beforehand.</summary>
    public PreparedTraining Prepare(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        (_, SeriesWindows windows, SeriesStretches stretches) = Lay(series);
        return Autoencoder.Prepare(stretches.Outside(0, windows), null, TrainingToDo with { Validation = 0 }) with { Trainings = stretches.Count };
    }

    /// <summary>
    /// The steps of a window for a series: <see cref="Window"/>, or the lag of the highest peak of its autocorrelation from <see cref="ShortestWindow"/> to
    /// <see cref="LongestWindow"/>, or <see cref="UsualWindow"/> where it has no period.
    /// </summary>
    /// <exception cref="InputException">The series is too short for it.</exception>
    public int WindowFor(DataSet series)
    {
        ArgumentNullException.ThrowIfNull(series);
        int most = series.Rows / FewestLengths;
        if (Window is { } asked)
        {
            return asked >= 2 && asked <= most ? asked : throw new InputException(
                "The window does not fit the series.", $"{series.Name}, --window", $"{asked} of {series.Rows} steps", $"from 2 to {most}, a quarter of the steps", most >= 2 ? $"--window {most}, or more steps" : "give more steps");
        }

        if (most < 2) throw new InputException("The series is too short.", series.Name, $"{series.Rows} steps", $"at least {2 * FewestLengths}", "give more steps");
        int longest = Math.Min(LongestWindow, Math.Max(ShortestWindow, WidestWindow / series.Width));
        ReadOnlyMemory<float> values = new SeriesWindows(series, 1).StepsAt(0, series.Rows);
        return Math.Min(Periodicity.Of(values.Span, series.Width, ShortestWindow, longest) ?? Math.Min(UsualWindow, longest), most);
    }

    private static Autoencoder Denoising => AnomalyDetection.Denoising with
    {
        Architecture = DenseAutoencoder.From(AnomalyDetection.DenoisingArchitecture with { Code = Units, Layers = [Units] }),
        Corruption = new GaussianNoise(Noise),
    };

    // The series is scaled before it is cut.
    private Autoencoder Autoencoder => (Detection.Autoencoder ?? Denoising) with { Scaling = ScalingKind.None };

    private TrainingOptions TrainingToDo => Detection.Training ?? DefaultTraining;

    // What the series is made of, the windows of it to train on, scaled, and how it is cut.
    private (SeriesForm Form, SeriesWindows Windows, SeriesStretches Stretches) Lay(DataSet series)
    {
        series = series.AllowMissing();
        SeriesTimes.RequireOrder(series);
        int window = WindowFor(series);
        var form = new SeriesForm(window, Scaler.Fit(series, [.. Enumerable.Range(0, series.Rows)], ScalingKind.Standard), series.Columns, Time, series.Schema?.Dialect ?? TableDialect.Unknown);
        return (form, SeriesStretches.Normal(form.WindowsOf(series), series.Labels, Detection.TrainedOn(series)), SeriesStretches.Of(series.Rows, TrainingToDo.Validation, window));
    }
}
