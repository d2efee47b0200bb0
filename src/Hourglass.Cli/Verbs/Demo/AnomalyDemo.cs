using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo anomaly</c>: malignant tumours found by a detector that has seen benign ones only.</summary>
internal sealed class AnomalyDemo() : Demo("anomaly", "tumours that are not like the benign ones", "hourglass-demo-anomaly.html")
{
    public override int Run(Session session, string page, int threads)
    {
        DataSet train = BreastCancer.Train, test = BreastCancer.Test;
        int benign = train.Labels!.Count(label => label == BreastCancer.Benign);
        session.Note($"1. The data: {Figures.Count(train.Width)} measurements of the cells of breast tumours. To learn from: {Figures.Count(benign)} benign ones, none malignant; to test with: {Figures.Count(test.Rows)} others of both kinds.");
        session.Note("2. Three autoencoders get benign rows with more or less noise on them and learn to give back the clean ones. What is unlike them they cannot give back.");
        var detection = new AnomalyDetection
        {
            Normal = BreastCancer.Benign,
            Training = AnomalyDetection.DefaultTraining with { Steps = 500, Threads = threads, Finish = session.Interruption.Finish },
        };
        AnomalyDetector detector = TrainingDisplay.While(session, progress => detection.Fit(train, progress: progress, cancellationToken: session.Interruption.Abort));
        session.Note($"3. Training: {LossCurve.Draw(detector.Autoencoder.History)} in {Figures.Seconds(detector.Autoencoder.Recipe.Training.Seconds)}; " +
            $"{Figures.Count(detector.Calibration.Scores.Length)} benign rows say how high a normal score gets.");
        session.Note("4. The test rows that look most wrong, and the first reason of each:");
        ScoreSummary scored = ScoreSummary.Of(detector.EnumerateScores(test, session.Interruption.Abort));
        IReadOnlyList<Measure> measures = detector.Evaluate(test, session.Interruption.Abort);
        AtomicFile.Write(page, stream => HtmlReport.Write(stream, AnomalyReport.Of(detector, test, scored)));
        TableSection top = AnomalyReport.TopRows(test, scored, 8);
        foreach (string line in TextTable.Lines(top.Columns, top.Rows)) session.Say(line);
        session.Say();
        var document = new JsonObject { ["demo"] = Name, ["report"] = page };
        MeasureTable.AddTo(document, measures);
        session.Answer(document);
        foreach (string line in MeasureTable.Lines([.. measures.Where(measure => measure.Key is "auroc" or "averagePrecision" or "precision" or "recall" or "falseAlarmRate")])) session.Say(line);
        session.Say();
        session.Say(detector.Summarise(test, measures));
        SayNext(
            session, page, "anomaly train breast-cancer --normal benign --report cells.html -o cells.hourglass", "anomaly score cells.hourglass breast-cancer -o scores.csv",
            "evaluate cells.hourglass breast-cancer");
        return CommandLine.Done;
    }
}
