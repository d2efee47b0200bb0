using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Generate;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Models;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo generate</c>: digits that nobody wrote.</summary>
internal sealed class GenerateDemo() : Demo("generate", "digits that nobody wrote", "hourglass-demo-samples.png")
{
    private const double KlWeight = 0.25;
    private const int PicturesPerRow = 20, First = 5, Last = 7;

    public override int Run(Session session, string picture, int threads)
    {
        DataSet train = Digits.Train, test = Digits.Test;
        session.Note($"1. The data: {Figures.Count(train.Rows)} handwritten digits of 8 x 8 pixels, a tenth of them held back. Nobody says which digit is which.");
        session.Note($"2. A variational autoencoder: a digit becomes a small cloud of codes, not a point, so that every place between codes means something. The cost of the code counts {KlWeight}: sharper pictures.");
        ArchitectureOptions architecture = DataGeneration.DefaultArchitecture with { KlWeight = KlWeight };
        var generation = new DataGeneration
        {
            Autoencoder = new Autoencoder(DenseAutoencoder.Variational(architecture)) { Catalog = session.Catalog },
            Training = DataGeneration.DefaultTraining with { Threads = threads, Finish = session.Interruption.Finish },
        };
        DataGenerator generator = TrainingDisplay.While(session, progress => generation.Fit(train, null, progress, session.Interruption.Abort));
        session.Note("3. Training: " + LossCurve.Draw(generator.Autoencoder.History) + $" in {Figures.Seconds(generator.Autoencoder.Recipe.Training.Seconds)}; {generator.ActiveNumbers.Count} of {architecture.Code} numbers of the code are used.");
        float[,] samples = generator.Sample(10 * PicturesPerRow), way = generator.Between(test, First, Last, 8);
        AtomicFile.Write(picture, PictureGrid.Of(generator.Autoencoder.PicturesOf(train)!.DrawAll(samples), PicturesPerRow).WritePng);
        session.Note("4. Digits that nobody wrote, drawn from the codes' distribution:");
        foreach (string line in BlockPicture.Lines(samples, train.RowShape, rows: 2, session.Width)) session.Say(line);
        session.Note($"5. From a {test.Labels![First]} to a {test.Labels[Last]}, through the codes in between:");
        foreach (string line in BlockPicture.Lines(way, train.RowShape, rows: 1, session.Width)) session.Say(line);
        session.Note("6. Receipts: how far 1,000 samples are from the digits trained on, between real digits and noise.");
        foreach (string line in ReceiptTable.Lines(generator.Receipts)) session.Say(line);
        IReadOnlyList<Measure> measures = generator.Receipts.ToMeasures();
        var document = new JsonObject { ["demo"] = Name, ["picture"] = picture };
        MeasureTable.AddTo(document, measures);
        session.Answer(document);
        session.Say();
        session.Say(generator.Receipts.Summary);
        SayNext(
            session, picture, "generate train digits --kl-weight 0.25 --report digits.html -o digits.hourglass", "generate sample digits.hourglass --count 100 --picture digits.png",
            "generate traverse digits.hourglass --picture numbers.png");
        return CommandLine.Done;
    }
}
