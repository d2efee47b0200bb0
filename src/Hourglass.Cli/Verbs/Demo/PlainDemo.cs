using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Likelihoods;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary>A plain autoencoder of the article's kind on handwritten digits: <c>demo digits</c>, <c>demo mnist</c>.</summary>
/// <param name="name">The named set.</param>
/// <param name="summary">What it shows.</param>
/// <param name="code">Size of the code.</param>
/// <param name="options">How to train; when the last weights are kept, the test set is shown as validation and chooses nothing.</param>
internal sealed class PlainDemo(string name, string summary, int code, TrainingOptions options) : Demo(name, summary, "hourglass-demo.png")
{
    private const int PairsShown = 20;

    public override int Run(Session session, string picture, int threads)
    {
        using var display = new LoadingDisplay(session);
        DataSet Load(string part) => session.Data.Load(DataAddress.Parse($"{Name}:{part}"), null, display, session.Interruption.Abort);
        DataSet train = Load(NamedSet.Train), test = Load(NamedSet.Test);
        string side = string.Join(" x ", train.RowShape);
        session.Note($"1. The data: {Figures.Count(train.Rows)} handwritten digits of {side} pixels to learn from, {Figures.Count(test.Rows)} others to test with.");
        session.Note($"2. The autoencoder: an encoder squeezes {Figures.Squeeze(train.Width, code)} (ReLU); a decoder makes {train.Width} out of them again (sigmoid).");
        session.Note("3. Training: Adam makes the binary cross-entropy between digits and reconstructions fall.");
        Autoencoder autoencoder = Autoencoder.Dense(code) with { Loss = new BernoulliCrossEntropy(), Catalog = session.Catalog };
        DataSet? shown = options.KeepBest ? null : test;
        TrainedAutoencoder model = TrainingDisplay.While(session, progress => autoencoder.Fit(train, shown, options with { Threads = threads, Finish = session.Interruption.Finish }, progress, session.Interruption.Abort));
        session.Note("   loss " + LossCurve.Draw(model.History) + $" in {Figures.Seconds(model.Recipe.Training.Seconds)}, {Figures.Count(model.History.Count, "epoch")}.");

        ReconstructionMeasures measures = model.Evaluate(test), rival = model.EvaluatePrincipalComponents(train, test, session.Interruption.Abort);
        float[,] reconstructions = model.Reconstruct(test);
        AtomicFile.Write(picture, DrawPairs(model.PicturesOf(test)!, test, reconstructions).WritePng);
        session.Note("4. Digits it has never seen, and what is left of them:");
        foreach (string line in BlockPicture.Lines(test, reconstructions, session.Width)) session.Say(line);
        session.Answer(new JsonObject
        {
            ["demo"] = Name,
            ["rows"] = measures.Rows,
            ["mse"] = measures.Mse,
            ["squaredErrorPerRow"] = measures.SquaredErrorPerRow,
            ["bce"] = measures.Bce,
            ["pcaMse"] = rival.Mse,
            ["epochs"] = model.History.Count,
            ["seconds"] = model.Recipe.Training.Seconds,
            ["picture"] = picture,
        });
        foreach (string line in TextTable.Lines(["on the test digits", "autoencoder", $"PCA, {code} too"],
        [
            ["mean squared error per pixel", Figures.Measure(measures.Mse), Figures.Measure(rival.Mse)],
            ["squared error per digit", Figures.Measure(measures.SquaredErrorPerRow), Figures.Measure(rival.SquaredErrorPerRow)],
            ["binary cross-entropy per pixel", Figures.Measure(measures.Bce), Figures.Measure(rival.Bce)],
        ])) session.Say(line);
        session.Say();
        session.Say(Verdict(train.Width, code, measures.Mse / rival.Mse));
        SayNext(
            session, picture, $"train {Name} --layers 128,64 --code {code} -o {Name}.hourglass", $"evaluate {Name}.hourglass {Name}",
            $"reconstruct {Name}.hourglass {Name} --picture grid.png");
        return model.Recipe.Training.StopReason == StopReason.Interrupted ? CommandLine.Interrupted : CommandLine.Done;
    }

    private static PictureGrid DrawPairs(RowPictures pictures, DataSet originals, float[,] reconstructions) =>
        PictureGrid.OfColumns([[.. pictures.DrawAll(originals).Take(PairsShown)], [.. pictures.DrawAll(reconstructions).Take(PairsShown)]]);

    private static string Verdict(int width, int code, double ratio) => ratio < 1
        ? $"{Figures.Squeeze(width, code)}: the autoencoder loses {Figures.Percent(1 - ratio).TrimStart('+')} less than PCA with a code of the same size."
        : $"{Figures.Squeeze(width, code)}: one layer loses {Figures.Percent(ratio - 1).TrimStart('+')} more than PCA with a code of the same size; hidden layers (--layers) turn that round.";
}
