using System.Runtime.CompilerServices;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>A trained detector: says of each row how abnormal it is, how sure that is, and which columns are the reason.</summary>
public sealed partial class AnomalyDetector : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "anomaly";

    // A block of rows that are scored at once.
    private const int RowsTogether = 1024;

    private readonly IScoring _scoring;

    private readonly UsualColumns _usual;

    internal AnomalyDetector(IScoring scoring, ConformalCalibration calibration, UsualColumns usual, DetectorSettings settings) : base(scoring.Members[0])
    {
        (_scoring, Calibration, _usual, Chosen) = (scoring, calibration, usual, settings);
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

    private DetectorSettings Chosen { get; }

    private SeriesScoring? Series => _scoring as SeriesScoring;

    /// <summary>Scores some rows.</summary>
    /// <param name="data">[rows, width], in original units; NaN where a value is missing. Labels are not looked at.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>One answer a row, in the order of the rows.</returns>
    /// <exception cref="InputException">A column is missing, the rows have another width than those it was trained on, or a value is infinite.</exception>
    public IReadOnlyList<ScoredRow> Score(DataSet data, CancellationToken cancellationToken = default) => [.. EnumerateScores(data, cancellationToken)];

    /// <summary>Scores some rows, some of them at a time as the answers are asked for, so that not all of these have to be kept; a series is scored as a whole.</summary>
    /// <inheritdoc cref="Score"/>
    public IEnumerable<ScoredRow> EnumerateScores(DataSet data, CancellationToken cancellationToken = default)
    {
        DataSet aligned = _scoring.Align(data);
        var given = new GivenCells(aligned, Autoencoder.Recipe.Table);
        return _scoring.Of(aligned, cancellationToken).Select((row, number) => Answer(row, ReasonsOf(row, number, given, ScoredRow.MostReasons)));
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

        return new AnomalyDetector(_scoring, new ConformalCalibration(scores), _usual, Chosen);
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
        DataSet aligned = _scoring.Align(data);
        (RowFinding finding, NearestRow? nearest) = _scoring.Explain(aligned, row);
        RowTerms terms = _scoring.Terms;
        AnomalyReason[] reasons = ReasonsOf(finding, row, new GivenCells(aligned, Autoencoder.Recipe.Table), terms.Columns.Count);
        return new(
            Answer(finding, [.. reasons.Take(ScoredRow.MostReasons)]), reasons,
            nearest is { } like ? new(like.Distance, [.. Enumerable.Range(0, terms.Columns.Count).Select(column => terms.ValueOf(column, like.Values))]) : null);
    }

    private ScoredRow Answer(RowFinding row, IReadOnlyList<AnomalyReason> reasons) => new(row.Score, Calibration.PValue(row.Score), row.Score > Threshold, reasons);

    private AnomalyReason[] ReasonsOf(RowFinding row, int number, GivenCells given, int most) =>
        [.. row.Shares.Reasons(_scoring.Terms, _usual, most, row.Observed.Span, row.Expected.Span).Select(reason => given.InsteadOf(reason, number))];

    private static string Percent(double share) => FormattableString.Invariant($"{share * 100:0.##} %");
}
