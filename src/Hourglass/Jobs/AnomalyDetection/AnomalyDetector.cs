using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>A trained detector: says of each row how abnormal it is, how sure that is, and which columns are the reason.</summary>
public sealed class AnomalyDetector : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "anomaly";

    private const string CalibrationSection = "calibration", RangeSection = "column-ranges", RowSection = "reference-rows", MemberSection = "weights-";

    private readonly AnomalyScoring _scoring;

    internal AnomalyDetector(AnomalyScoring scoring, ConformalCalibration calibration, DetectorSettings settings) : base(scoring.Members[0])
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

    /// <summary>Training rows that travel in the model file.</summary>
    public int ReferenceRows => _scoring.Reference?.Scaled.Rows ?? 0;

    /// <inheritdoc/>
    public override IReadOnlyList<(string What, string Value)> Facts =>
    [
        ("normal", IsContaminated ? "all rows (contaminated training)" : $"label '{Normal}'"),
        ("false alarms", $"{Percent(FalseAlarms)}, set by {Calibration.Scores.Length} rows"),
        ("autoencoders", Members == 1 ? "1" : $"{Members}, for noise of {string.Join(", ", _scoring.Members.Select(member => ((GaussianNoise)member.Recipe.Description.Corruption!).Amount.ToString("G3", CultureInfo.InvariantCulture)))} deviations"),
        ("threshold", Threshold.ToString("G6", CultureInfo.InvariantCulture)),
        ("training rows in the file", ReferenceRows == 0 ? "none" : ReferenceRows.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    /// <inheritdoc/>
    protected override JsonObject Settings => new()
    {
        ["normal"] = Normal,
        ["contaminated"] = IsContaminated,
        ["falseAlarms"] = FalseAlarms,
        ["noise"] = new JsonArray([.. _scoring.Members.Skip(1).Select(member => (JsonNode)((GaussianNoise)member.Recipe.Description.Corruption!).Amount)]),
        ["referenceRows"] = ReferenceRows,
        ["neighbour"] = _scoring.Reference?.Neighbour ?? 0,
    };

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            float[] scores = Calibration.Scores.ToArray();
            Dictionary<string, IReadOnlyList<NamedTensor>> sections = new()
            {
                [CalibrationSection] = [new("scores", [scores.Length], scores)],
                [RangeSection] = _scoring.Ranges.ToTensors(),
            };
            if (_scoring.Reference is { } reference) sections[RowSection] = reference.Scaled.ToTensors();
            for (int member = 1; member < Members; member++) sections[SectionOf(member)] = _scoring.Members[member].ToTensors();
            return sections;
        }
    }

    private DetectorSettings Chosen { get; }

    /// <summary>Scores some rows.</summary>
    /// <param name="data">[rows, width], in original units; NaN where a value is missing. Labels are not looked at.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>One answer a row, in the order of the rows.</returns>
    /// <exception cref="InputException">A column is missing, the rows have another width than those it was trained on, or a value is infinite.</exception>
    public IReadOnlyList<ScoredRow> Score(DataSet data, CancellationToken cancellationToken = default)
    {
        data = Autoencoder.Align(data.AllowMissing());
        return [.. _scoring.Of(data, cancellationToken).Select(row => new ScoredRow(row.Score, Calibration.PValue(row.Score), row.Score > Threshold, row.Reasons))];
    }

    /// <inheritdoc/>
    public override DataSet TrainingRows(DataSet data) => NormalRows.Select(data.AllowMissing(), IsContaminated ? null : Normal);

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        data = Autoencoder.Align(data.AllowMissing());
        IReadOnlyList<ScoredRow> rows = Score(data, cancellationToken);
        bool[] isAlarm = [.. rows.Select(row => row.IsAnomaly)];
        DetectionMeasures? own = null;
        List<(string Name, DetectionMeasures Measures)> rivals = [];
        if (data.Labels is not null && Normal is not null)
        {
            bool[] isAnomaly = [.. data.Labels.Select(label => label != Normal)];
            own = DetectionMeasures.Of([.. rows.Select(row => row.Score)], isAlarm, isAnomaly);
            if (_scoring.Reference is { } reference)
                rivals = [.. DetectionRivals.Scores(reference.Scaled, _scoring.Scaled(data), cancellationToken).Select(rival => (rival.Name, DetectionMeasures.Of(rival.Scores, new bool[data.Rows], isAnomaly)))];
        }

        return
        [
            .. Autoencoder.Evaluate(data).ToMeasures(),
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
            labels = FormattableString.Invariant($" The labels say: AUROC {area:0.000}{(auroc.Rivals.Count > 0 ? $" ({string.Join(", ", auroc.Rivals.Select(rival => FormattableString.Invariant($"{rival.Name} {rival.Value:0.000}")))})" : "")}.");
            if (auroc.Rivals.Any(rival => rival.Value >= area))
                labels += $" Here the autoencoders do not pay: {auroc.Rivals.MaxBy(rival => rival.Value).Name} alone tells as much or more.";
        }

        return Summarise(data.Rows, (int)(measures.First(measure => measure.Key == "anomalies").Value ?? 0)) + labels;
    }

    /// <summary>What was found, in one plain sentence.</summary>
    /// <param name="rows">Rows scored.</param>
    /// <param name="anomalies">How many of them raised an alarm.</param>
    public string Summarise(int rows, int anomalies) => FormattableString.Invariant(
        $"{anomalies:N0} of {rows:N0} rows look wrong; about {Math.Round(rows * FalseAlarms):N0} would by chance at a rate of {Percent(FalseAlarms)}.");

    internal static AnomalyDetector Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        var settings = new DetectorSettings((string?)file.Settings["normal"], (bool)file.Settings["contaminated"]!, (double)file.Settings["falseAlarms"]!);
        int rows = (int)file.Settings["referenceRows"]!;
        float[] scores = file.Tensor(CalibrationSection, "scores").Values;
        if (!scores.All(float.IsFinite)) throw new FormatException("A calibration score is not finite.");
        ReferenceTable? reference = rows == 0 ? null : ReferenceTable.FromTensors(SectionIn(RowSection), (int)file.Settings["neighbour"]!);
        if (reference is not null && (reference.Width != autoencoder.Width || reference.Scaled.Rows != rows))
            throw new FormatException($"{reference.Scaled.Rows} reference rows of {reference.Width} where {rows} of {autoencoder.Width} belong.");
        double[] noise = [.. file.Settings["noise"]!.AsArray().Select(level => (double)level!)];
        TrainedAutoencoder[] members = [autoencoder, .. noise.Select((level, i) => autoencoder.With(new GaussianNoise(level), SectionIn(SectionOf(i + 1))))];
        ColumnRanges ranges = ColumnRanges.FromTensors(autoencoder.Scaler, autoencoder.Width, name => file.Tensor(RangeSection, name));
        return new(new AnomalyScoring(members, ranges, reference, settings.IsContaminated), new ConformalCalibration(scores), settings);

        IReadOnlyList<NamedTensor> SectionIn(string name) => file.Sections.GetValueOrDefault(name) ?? throw new FormatException($"There is no section '{name}'.");
    }

    private static string SectionOf(int member) => FormattableString.Invariant($"{MemberSection}{member + 1}");

    private static string Percent(double share) => FormattableString.Invariant($"{share * 100:0.##} %");
}

/// <summary>What was chosen for a detector.</summary>
/// <param name="Normal">The label of normal rows, or null.</param>
/// <param name="IsContaminated">Whether all rows were trained on.</param>
/// <param name="FalseAlarms">The share of normal rows that may raise an alarm.</param>
internal sealed record DetectorSettings(string? Normal, bool IsContaminated, double FalseAlarms);
