using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary><c>anomaly train</c>: what normal rows look like.</summary>
internal sealed class AnomalyTrainVerb : TrainingVerb<DataSet>
{
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly SeriesOptionSet _series = new();
    private readonly ArchitectureOptionSet _architecture;
    private readonly ObjectiveOptionSet _objective;
    private readonly Option<string?> _normal = OptionOf.TextIfGiven(
        "--normal", "LABEL", "The label of normal rows: only they are trained on. Without it all rows are, the wrong ones among them.");

    private readonly Option<bool> _normalOnly = new("--normal-only")
    {
        Description = "All rows are normal; with labels (--label), those of the most frequent label are, and only they are trained on.",
    };

    private readonly Option<bool> _contaminated = new("--contaminated")
    {
        Description = "Wrong rows may be among those trained on, which is also what is taken when nothing is said; labels then serve measures alone.",
    };

    private readonly Option<double?> _falseAlarms = OptionOf.NumberIfGiven(
        "--false-alarms", "RATE", "Share of normal rows that may raise an alarm; 0.01 by default, or the smallest that the rows to calibrate on allow.", Interval.OpenShare, "0.05");

    private readonly Option<int> _referenceRows = OptionOf.Whole("--reference-rows", "How many training rows the model file keeps at most, to measure distances to.", 1, Baselines.NearestNeighbour.MostRows);

    private readonly Option<bool> _noRows = new("--no-rows")
    {
        Description = "Keep no training rows in the model file (--reference-rows). Scores then go without the distance to the nearest one.",
    };

    public AnomalyTrainVerb(Session session) : base(
        session, "train", "Learn what normal rows look like, to find those that do not.", AnomalyDetection.DefaultTraining,
        "hourglass anomaly train breast-cancer --normal benign -o cells.hourglass",
        "hourglass anomaly train rows.csv --label state --normal good --false-alarms 0.02 --report rows.html -o rows.hourglass",
        "hourglass anomaly train machine.csv --time moment -o machine.hourglass")
    {
        _architecture = new ArchitectureOptionSet(session.Catalog, AnomalyDetection.DefaultArchitecture);
        _objective = new ObjectiveOptionSet(session.Catalog, AnomalyDetection.DefaultAutoencoder);
        TakeTraining(_data.Argument, [_normal, _normalOnly, _contaminated, _falseAlarms, .. _series.Options, _referenceRows, _noRows, .. _architecture.Options, .. _objective.Options], _data.Options);
    }

    protected override DataSet LoadData(ParseResult parse, string? address = null) => _data.LoadForTraining(
        Session, parse, address, (source, from, options, progress, abort) => source.Load(from, _series.IsGiven(parse) ? _series.Read(parse, options) : options with { AllowsMissing = true }, progress, abort));

    protected override long? StepsByDefault(ParseResult parse, DataSet data) => _series.IsGiven(parse) ? SeriesDetection.DefaultTraining.Steps
        : new AnomalyDetection { Contaminated = IsContaminated(parse) }.TrainingFor(data.RowShape).Steps;

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<DataSet> task) => _series.IsGiven(parse)
        ? _series.Describe(parse, Describe(parse, task), task.Data).Prepare(task.Data)
        : Describe(parse, task).Prepare(task.Data, task.Held);

    protected override JobModel Fit(ParseResult parse, TrainingTask<DataSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort)
    {
        AnomalyDetection detection = Describe(parse, task);
        if (detection.IsContaminated)
            Session.Note($"{(parse.GetValue(_contaminated) ? "" : "Neither --normal nor --normal-only: ")}all rows are trained on, the wrong ones among them (contaminated training). What is wrong often will look normal, and the rate of false alarms is approximate.");
        else if (detection.Normal is null && task.Data.Labels is not null) Session.Note("--normal-only without --normal: rows of the most frequent label count as normal.");
        if (task.Options.KeepBest || task.Options.Patience is not null)
            Session.Warn("--keep best and --patience choose weights by the rows that calibrate; p-values will be a little too small.");
        if (!_series.IsGiven(parse)) return detection.Fit(task.Data, task.Held, progress, abort);
        SeriesDetection series = _series.Describe(parse, detection, task.Data);
        _series.Tell(Session, parse, series, task.Data);
        return series.Fit(task.Data, task.Held, progress, abort);
    }

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<DataSet> task, JobModel model)
    {
        var detector = (AnomalyDetector)model;
        // Of a series each step is judged by autoencoders that do not know it.
        DataSet unseen = detector.Window is null ? Describe(parse, task).Unseen(task.Data, task.Held) : task.Held ?? task.Data;
        IReadOnlyList<Evaluation.Measure> measures = detector.Evaluate(unseen, Session.Interruption.Abort);
        string what = detector.Window is null ? "row" : "window";
        string rows = detector.IsContaminated ? $"{what}s, right and wrong" : detector.Normal is null ? $"normal {what}s" : $"{what}s labelled '{detector.Normal}'";
        string rate = $"{detector.FalseAlarms * 100:0.##} %", rule = parse.GetValue(_falseAlarms) is null && detector.FalseAlarms > AnomalyDetection.UsualFalseAlarms
            ? $" (the smallest that calibrating on {Figures.Count(detector.Calibration.Scores.Length, "row")} allows; 1 % takes 99)" : "";
        return new TrainingOutcome(
            "Anomaly detection",
            [
                $"Trained on {Figures.Count(detector.Autoencoder.Recipe.Training.TrainingRows)} {rows}",
                $"The rate of false alarms is {(detector.IsContaminated ? "about " : "")}{rate}{rule}{(detector.IsContaminated ? "; wrong rows may be among those that set it" : "")}.",
                $"Of the rows it was not trained on: {detector.Summarise(unseen, measures)}",
            ],
            measures, () => AnomalyReport.Sections(detector, unseen, ScoreSummary.Of(detector.EnumerateScores(unseen, Session.Interruption.Abort))));
    }

    private bool IsContaminated(ParseResult parse)
    {
        bool isNamed = parse.GetValue(_normal) is not null, isNormal = parse.GetValue(_normalOnly), isContaminated = parse.GetValue(_contaminated);
        if (isNormal && isContaminated)
            throw new InputException("The rows cannot be both.", "--normal-only, --contaminated", "both", "rows are all normal, or wrong ones may be among them", "leave one out");
        return isContaminated || !(isNamed || isNormal);
    }

    // The ensemble, unless something is said of how an autoencoder is to be.
    private AnomalyDetection Describe(ParseResult parse, TrainingTask<DataSet> task) => new()
    {
        Autoencoder = _architecture.IsGiven(parse) || _objective.IsGiven(parse)
            ? _objective.Read(parse, AnomalyDetection.DefaultAutoencoder with { Architecture = _architecture.Read(parse), Catalog = Session.Catalog })
            : null,
        Training = task.Options,
        Normal = parse.GetValue(_normal),
        Contaminated = IsContaminated(parse),
        FalseAlarms = parse.GetValue(_falseAlarms),
        ReferenceRows = parse.GetValue(_referenceRows),
        KeepsRows = !parse.GetValue(_noRows),
    };
}
