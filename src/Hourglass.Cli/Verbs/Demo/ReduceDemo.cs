using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Reduce;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo reduce</c>: handwritten digits on a map.</summary>
internal sealed class ReduceDemo() : Demo("reduce", "digits on a map of two dimensions", "hourglass-demo-map.png")
{
    public override int Run(Session session, string picture, int threads)
    {
        DataSet train = Digits.Train, test = Digits.Test;
        session.Note($"1. The data: {Figures.Count(train.Rows)} handwritten digits of 8 x 8 pixels to learn from, {Figures.Count(test.Rows)} others to test with. Nobody says which digit is which.");
        session.Note($"2. The autoencoder: {Figures.Squeeze(train.Width, 2)}, a place on a plane for each digit.");
        var reduction = new DimensionReduction
        {
            Training = DimensionReduction.DefaultTraining with { Threads = threads, Finish = session.Interruption.Finish },
        };
        DimensionReducer reducer = TrainingDisplay.While(session, progress => reduction.Fit(train, progress: progress, cancellationToken: session.Interruption.Abort));
        session.Note("3. Training: " + LossCurve.Draw(reducer.Autoencoder.History) + $" in {Figures.Seconds(reducer.Autoencoder.Recipe.Training.Seconds)}.");
        session.Note("4. Digits it has never seen, each where its code puts it:");
        IReadOnlyList<Measure> measures = reducer.Evaluate(test, session.Interruption.Abort);
        MapPoint[] points = MapPoints.Of(reducer.Map(test), test.Labels);
        AtomicFile.Write(picture, stream => MapPicture.WritePng(stream, points));
        foreach (string line in TextMap.Lines(points, session.Width)) session.Say(line);
        var document = new JsonObject { ["demo"] = Name, ["picture"] = picture };
        MeasureTable.AddTo(document, measures);
        session.Answer(document);
        foreach (string line in MeasureTable.Lines([.. measures.Where(measure => measure.Rival is not null)])) session.Say(line);
        session.Say();
        session.Say(reducer.Summarise(test, measures));
        SayNext(
            session, picture, "reduce train digits --report map.html -o map.hourglass", "reduce map map.hourglass digits --picture map.png -o map.csv", "evaluate map.hourglass digits");
        return CommandLine.Done;
    }
}
