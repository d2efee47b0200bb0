using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>A trained detector: says of each row how abnormal it is, how sure that is, and which columns are the reason.</summary>
public sealed class AnomalyDetector : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "anomaly";

    private const string CalibrationSection = "calibration";

    // A block of rows that are scored at once.
    private const int RowsTogether = 1024;

    private readonly IScoring _scoring;

    internal AnomalyDetector(IScoring scoring, ConformalCalibration calibration, DetectorSettings settings) : base(scoring.Members[0])
    {
        (_scoring, Calibration, Chosen) = (scoring, calibration, settings);
        Threshold = calibration.Threshold(settings.FalseAlarms);
    }

    /// <inheritdoc/>
    public override string Job => Name;

    /// <inheritdoc/>
    protected override bool AllowsMissing => true;

    /// <summary>The label that normal rows have: the one trained on, or, in contaminated training, the most frequent one, which only measures use. Null without labels.</summary>
    public string? Normal => Chosen.Normal;

    /// <summary>Whether it was trained on all rows, the wrong ones among them.</summary>
    public bool IsContaminated => Chosen.IsContaminated;

    /// <summary>The share of normal rows that may raise an alarm.</summary>
    public double FalseAlarms => Chosen.FalseAlarms;

    /// <summary>Rows with a higher score raise an alarm.</summary>
    public float Threshold { get; }

    /// <summary>Scores of the normal rows held back, which p-values are counted by.</summary>
    public ConformalCalibration Calibration { get; }

    /// <summary>How many autoencoders there are.</summary>
    public int Members => _scoring.Members.Count;

    /// <summary>Training rows, or steps of a series, that travel in the model file.</summary>
    public int ReferenceRows => _scoring.ReferenceRows;

    /// <summary>Steps of a window, where it was trained on a series and scores the steps of one; null where it scores rows.</summary>
    public int? Window => Series?.Form.Length;

    /// <summary>The column that says when a step of its series was; null where none was named.</summary>
    public string? Time => Series?.Form.Time;

    /// <inheritdoc/>
    public override IReadOnlyList<(string What, string Value)> Facts =>
    [
        ("normal", IsContaminated ? "all rows (contaminated training)" : Normal is null ? "all rows, given as normal" : $"label '{Normal}'"),
        ("false alarms", $"{Percent(FalseAlarms)}, set by {Calibration.Scores.Length} rows{(IsContaminated ? ", approximate: wrong ones may be among them" : "")}"),
        .. _scoring.Facts,
        ("threshold", Threshold.ToString("G6", CultureInfo.InvariantCulture)),
        ("training rows in the file", ReferenceRows == 0 ? "none" : ReferenceRows.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    /// <inheritdoc/>
    protected override JsonObject Settings
    {
        get
        {
            JsonObject settings = new() { ["normal"] = Normal, ["contaminated"] = IsContaminated, ["falseAlarms"] = FalseAlarms, ["referenceRows"] = ReferenceRows };
            _scoring.Describe(settings);
            return settings;
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            float[] scores = Calibration.Scores.ToArray();
            return new Dictionary<string, IReadOnlyList<NamedTensor>>(_scoring.Sections) { [CalibrationSection] = [new("scores", [scores.Length], scores)] };
        }
    }

    private DetectorSettings Chosen { get; }

    private SeriesScoring? Series => _scoring as SeriesScoring;

    /// <summary>Scores some rows.</summary>
    /// <param name="data">[rows, width], in original units; NaN where a value is missing. Labels are not looked at.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>One answer a row, in the order of the rows.</returns>
    /// <exception cref="InputException">A column is missing, the rows have another width than those it was trained on, or a value is infinite.</exception>
    public IReadOnlyList<ScoredRow> Score(DataSet data, CancellationToken cancellationToken = default)
    {
        data = _scoring.Align(data);
        return [.. _scoring.Of(data, cancellationToken).Select(row => new ScoredRow(row.Score, Calibration.PValue(row.Score), row.Score > Threshold, row.Reasons))];
    }

    /// <summary>Scores rows as they come, for a service or a queue: those that are there already together, without waiting for more.</summary>
    /// <param name="rows">Each [width] in original units, the columns in the order of training; NaN where a value is missing. Of a table with more than numbers: values as <see cref="TableColumn"/> tells.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>One answer a row, in the order of the rows.</returns>
    /// <exception cref="InputException">A row has another width, or a value is infinite; or the model is of a series, whose steps are not scored alone.</exception>
    public async IAsyncEnumerable<ScoredRow> ScoreAsync(IAsyncEnumerable<float[]> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Window is not null) throw new InputException("A step of a series cannot be scored alone.", found: $"a model of windows of {Window} steps", rule: "a model of rows", remedy: "give a stretch of the series to Score");
        var waiting = new List<float[]>();
        await using IAsyncEnumerator<float[]> coming = rows.GetAsyncEnumerator(cancellationToken);
        for (bool hasMore = true; hasMore;)
        {
            ValueTask<bool> next = coming.MoveNextAsync();
            if (waiting.Count > 0 && (!next.IsCompleted || waiting.Count == RowsTogether))
            {
                foreach (ScoredRow row in Score(RowsInOrder(waiting), cancellationToken)) yield return row;
                waiting.Clear();
            }

            hasMore = await next.ConfigureAwait(false);
            if (hasMore) waiting.Add(coming.Current);
        }

        if (waiting.Count == 0) yield break;
        foreach (ScoredRow row in Score(RowsInOrder(waiting), cancellationToken)) yield return row;
    }

    /// <summary>The same detector, calibrated with more normal rows: p-values and threshold then follow from them too.</summary>
    /// <param name="normal">Rows known to be normal that it was not trained on, in original units.</param>
    /// <param name="replaces">Whether they replace the rows that calibrated so far, as after a change of season; false (default) adds to them.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The rows do not fit, or are too few for the rate of false alarms.</exception>
    public AnomalyDetector Recalibrate(DataSet normal, bool replaces = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(normal);
        float[] scores = [.. replaces ? [] : Calibration.Scores.ToArray(), .. Score(normal, cancellationToken).Select(row => row.Score)];
        if (FalseAlarms < ConformalCalibration.SmallestRateOf(scores.Length))
        {
            throw new InputException(
                "There are too few rows to calibrate on.", normal.Name, $"{scores.Length} rows", FormattableString.Invariant($"at least {Math.Ceiling(1 / FalseAlarms) - 1:0} for a rate of false alarms of {Percent(FalseAlarms)}"), "give more rows");
        }

        return new AnomalyDetector(_scoring, new ConformalCalibration(scores), Chosen);
    }

    // In the columns of training, whatever these are called.
    private DataSet RowsInOrder(List<float[]> rows)
    {
        int width = Autoencoder.Recipe.Table?.Columns.Length ?? Autoencoder.Width;
        if (rows.Find(row => row.Length != width) is { } odd) throw new InputException("A row has another width.", found: $"{odd.Length} values", rule: $"{width}, as in {Autoencoder.Recipe.Training.Data}");
        DataSet values = DataSet.From(rows.SelectMany(row => row).ToArray().AsMemory(), width);
        return Autoencoder.Recipe.Table is { } table ? new TableRows(values, table.Schema) : values;
    }

    /// <summary>How far every pixel of some pictures is from what is expected there, smoothed, in units of the picture's own root mean square.</summary>
    /// <param name="data">[rows, width], in original units.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[rows, width], 0 or more.</returns>
    /// <exception cref="InputException">The detector knows no pictures, or as for <see cref="Score"/>.</exception>
    public float[,] HeatMaps(DataSet data, CancellationToken cancellationToken = default)
    {
        if (_scoring is not AnomalyScoring ofPictures || !PictureForm.IsPicture(Autoencoder.Recipe.RowShape)) throw RowPictures.NoPictures(data.Name, Autoencoder.Recipe.RowShape);
        return ofPictures.Residuals(Autoencoder.Align(data.AllowMissing()), cancellationToken);
    }

    /// <summary>Says all there is to say of one row: the part of every column, what was expected of it, and the most similar training row.</summary>
    /// <param name="data">[rows, width], in original units.</param>
    /// <param name="row">Which row, from 0.</param>
    /// <exception cref="InputException">As for <see cref="Score"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public AnomalyExplanation Explain(DataSet data, int row)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)data.Rows, nameof(row));
        (float score, IReadOnlyList<AnomalyReason> reasons, NearestTrainingRow? nearest) = _scoring.Explain(_scoring.Align(data), row);
        return new(new(score, Calibration.PValue(score), score > Threshold, [.. reasons.Take(ScoredRow.MostReasons)]), reasons, nearest);
    }

    /// <inheritdoc/>
    public override DataSet TrainingRows(DataSet data)
    {
        string? normal = IsContaminated ? null : Normal;
        return Series is { } series ? series.TrainingRows(data, normal) : NormalRows.Select(data.AllowMissing(), normal);
    }

    /// <inheritdoc/>
    public override DataSet Load(
        DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default) => Time is { } time
            ? source.Load(address, options with { AllowsMissing = true, Table = Series!.Form.ReadingWith(time, options.Table) }, progress, cancellationToken)
            : base.Load(source, address, options, progress, cancellationToken);

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        data = _scoring.Align(data);
        IReadOnlyList<ScoredRow> rows = Score(data, cancellationToken);
        bool[] isAlarm = [.. rows.Select(row => row.IsAnomaly)];
        DetectionMeasures? own = null;
        List<(string Name, DetectionMeasures Measures)> rivals = [];
        if (data.Labels is not null)
        {
            string normal = NormalOf(data)!;
            bool[] isAnomaly = [.. data.Labels.Select(label => label != normal)];
            own = DetectionMeasures.Of([.. rows.Select(row => row.Score)], isAlarm, isAnomaly);
            rivals = [.. _scoring.Rivals(data, cancellationToken).Select(rival => (rival.Name, DetectionMeasures.Of(rival.Scores, new bool[data.Rows], isAnomaly)))];
        }

        return
        [
            .. Autoencoder.Evaluate(_scoring.InputsOf(data)).ToMeasures(),
            new("anomalies", "rows that look wrong", isAlarm.Count(alarm => alarm)),
            new("auroc", "AUROC", own?.Auroc) { Rivals = Beside(measures => measures.Auroc) },
            new("averagePrecision", "average precision", own?.AveragePrecision) { Rivals = Beside(measures => measures.AveragePrecision) },
            new("precision", "precision: share of alarms that are right", own?.Precision),
            new("recall", "recall: share of anomalies found", own?.Recall),
            new("falseAlarmRate", "false alarms among normal rows", own?.FalseAlarmRate),
        ];

        (string, double)[] Beside(Func<DetectionMeasures, double?> value) =>
            [.. rivals.Where(rival => value(rival.Measures) is not null).Select(rival => (rival.Name, value(rival.Measures)!.Value))];
    }

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        Measure auroc = measures.First(measure => measure.Key == "auroc");
        string labels = "";
        if (auroc.Value is { } area)
        {
            labels = FormattableString.Invariant($" The labels say{(Normal is null ? $" ('{NormalOf(data)}', the most frequent one, being normal)" : "")}: AUROC {area:0.000}{(auroc.Rivals.Count > 0 ? $" ({string.Join(", ", auroc.Rivals.Select(rival => FormattableString.Invariant($"{rival.Name} {rival.Value:0.000}")))})" : "")}.");
            if (auroc.Rivals.Any(rival => rival.Value >= area))
                labels += $" Here the autoencoders do not pay: {auroc.Rivals.MaxBy(rival => rival.Value).Name} alone tells as much or more.";
        }

        return Summarise(data.Rows, (int)(measures.First(measure => measure.Key == "anomalies").Value ?? 0)) + labels;
    }

    // Who trained without labels may have some to measure by.
    private string? NormalOf(DataSet data) => Normal ?? AnomalyDetection.MostFrequent(data.Labels);

    /// <summary>What was found, in one plain sentence.</summary>
    /// <param name="rows">Rows scored.</param>
    /// <param name="anomalies">How many of them raised an alarm.</param>
    public string Summarise(int rows, int anomalies) => FormattableString.Invariant(
        $"{anomalies:N0} of {rows:N0} rows look wrong; about {Math.Round(rows * FalseAlarms):N0} would by chance at a rate of {Percent(FalseAlarms)}.");

    internal static AnomalyDetector Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        var settings = new DetectorSettings((string?)file.Settings["normal"], (bool)file.Settings["contaminated"]!, (double)file.Settings["falseAlarms"]!);
        float[] scores = file.Tensor(CalibrationSection, "scores").Values;
        if (!scores.All(float.IsFinite)) throw new FormatException("A calibration score is not finite.");
        IScoring scoring = file.Settings.ContainsKey(SeriesScoring.WindowKey) ? SeriesScoring.Open(autoencoder, file) : AnomalyScoring.Open(autoencoder, file, settings.IsContaminated);
        return new(scoring, new ConformalCalibration(scores), settings);
    }

    private static string Percent(double share) => FormattableString.Invariant($"{share * 100:0.##} %");
}

/// <summary>What was chosen for a detector.</summary>
/// <param name="Normal">The label of normal rows, or null.</param>
/// <param name="IsContaminated">Whether all rows were trained on.</param>
/// <param name="FalseAlarms">The share of normal rows that may raise an alarm.</param>
internal sealed record DetectorSettings(string? Normal, bool IsContaminated, double FalseAlarms);
