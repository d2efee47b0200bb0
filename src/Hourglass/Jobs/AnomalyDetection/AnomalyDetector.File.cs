using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

// What a model file holds of it, and what data it takes.
public sealed partial class AnomalyDetector
{
    private const string CalibrationSection = "calibration", UsualSection = "usual-columns";

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
            return new Dictionary<string, IReadOnlyList<NamedTensor>>(_scoring.Sections)
            {
                [CalibrationSection] = [new("scores", [scores.Length], scores)],
                [UsualSection] = _usual.ToTensors(),
            };
        }
    }

    /// <inheritdoc/>
    public override TrainedAutoencoder ForRows() => Window is not { } window ? Autoencoder : throw new InputException(
        "The model encodes and reconstructs no rows.", found: $"a model of the job '{Name}' that judges the steps of a series by the windows of {window} steps around them", rule: "a model of rows of a table, or of pictures",
        remedy: "ask it with hourglass anomaly score or hourglass anomaly explain, which says what was expected at a step");

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

    internal static AnomalyDetector Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        var settings = new DetectorSettings((string?)file.Settings["normal"], (bool)file.Settings["contaminated"]!, (double)file.Settings["falseAlarms"]!);
        float[] scores = file.Tensor(CalibrationSection, "scores").Values;
        if (!scores.All(float.IsFinite)) throw new FormatException("A calibration score is not finite.");
        IScoring scoring = file.Settings.ContainsKey(SeriesScoring.WindowKey) ? SeriesScoring.Open(autoencoder, file) : AnomalyScoring.Open(autoencoder, file, settings.IsContaminated);
        var usual = UsualColumns.FromTensors(scoring.Terms.Columns.Count, name => file.Tensor(UsualSection, name));
        return new(scoring, new ConformalCalibration(scores), usual, settings);
    }
}

/// <summary>What was chosen for a detector.</summary>
/// <param name="Normal">The label of normal rows, or null.</param>
/// <param name="IsContaminated">Whether all rows were trained on.</param>
/// <param name="FalseAlarms">The share of normal rows that may raise an alarm.</param>
internal sealed record DetectorSettings(string? Normal, bool IsContaminated, double FalseAlarms);
