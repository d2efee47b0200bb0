using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Likelihoods;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo</c>: an autoencoder trained before your eyes.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly DemoProgram[] Programs =
    [
        new("digits", 16, new TrainingOptions()),

        // The article's own program: the test set is shown as validation and chooses nothing.
        new("mnist", 128, new TrainingOptions { Epochs = 50, Patience = null, KeepBest = false }),
    ];

    private readonly Argument<string> _name = new("NAME")
    {
        Description = "digits (built in, a few seconds) or mnist (the article's own program; needs the MNIST files).",
        DefaultValueFactory = _ => Programs[0].Name,
    };

    private readonly Option<string> _picture = OptionOf.WithDefault(
        new Option<string>("--output", "-o") { Description = "Where to draw originals and reconstructions.", HelpName = "FILE.png" }, "hourglass-demo.png");

    private readonly Option<int> _threads = ThreadOption.Make();

    public DemoVerb(Session session) : base(
        session, "demo", "Train an autoencoder on handwritten digits and show what it does.", "hourglass demo", "hourglass demo mnist -o mnist.png")
    {
        _name.AcceptOnlyFromAmong([.. Programs.Select(program => program.Name)]);
        Take([_name], [_picture, _threads]);
    }

    protected override int Run(ParseResult parse)
    {
        DemoProgram program = Programs.Single(p => p.Name == parse.GetValue(_name));
        DataSet Load(string part) => Session.Data.Load(DataAddress.Parse($"{program.Name}:{part}"), null, new DownloadDisplay(Session), Session.Interruption.Abort);
        DataSet train = Load(NamedSet.Train), test = Load(NamedSet.Test);
        string side = string.Join(" x ", train.RowShape);
        Session.Note($"1. The data: {Figures.Count(train.Rows)} handwritten digits of {side} pixels to learn from, {Figures.Count(test.Rows)} others to test with.");
        Session.Note($"2. The autoencoder: an encoder squeezes {Figures.Squeeze(train.Width, program.Code)} (ReLU); a decoder makes {train.Width} out of them again (sigmoid).");
        Session.Note("3. Training: Adam makes the binary cross-entropy between digits and reconstructions fall.");
        Autoencoder autoencoder = Autoencoder.Dense(program.Code) with { Loss = new BernoulliCrossEntropy(), Catalog = Session.Catalog };
        TrainingOptions options = program.Options with { Threads = parse.GetValue(_threads), Finish = Session.Interruption.Finish };
        DataSet? shown = program.Options.KeepBest ? null : test;
        TrainedAutoencoder model = TrainingDisplay.While(Session, progress => autoencoder.Fit(train, shown, options, progress, Session.Interruption.Abort));
        Session.Note("   loss " + LossCurve.Draw(model.History) + $" in {Figures.Seconds(model.Recipe.Training.Seconds)}, {Figures.Count(model.History.Count, "epoch")}.");

        ReconstructionMeasures measures = model.Evaluate(test), rival = model.EvaluatePrincipalComponents(train, test, Session.Interruption.Abort);
        float[,] reconstructions = model.Reconstruct(test);
        string picture = parse.GetValue(_picture)!;
        AtomicFile.Write(picture, PictureGrid.Of(test, reconstructions, train.RowShape, 20).WritePng);
        Session.Note("4. Digits it has never seen, and what is left of them:");
        foreach (string line in BlockPicture.Lines(test, reconstructions, Session.Width)) Session.Say(line);
        Session.Answer(new JsonObject
        {
            ["demo"] = program.Name,
            ["rows"] = measures.Rows,
            ["mse"] = measures.Mse,
            ["squaredErrorPerRow"] = measures.SquaredErrorPerRow,
            ["bce"] = measures.Bce,
            ["pcaMse"] = rival.Mse,
            ["epochs"] = model.History.Count,
            ["seconds"] = model.Recipe.Training.Seconds,
            ["picture"] = picture,
        });
        foreach (string line in TextTable.Lines(["on the test digits", "autoencoder", $"PCA, {program.Code} too"],
        [
            ["mean squared error per pixel", Figures.Measure(measures.Mse), Figures.Measure(rival.Mse)],
            ["squared error per digit", Figures.Measure(measures.SquaredErrorPerRow), Figures.Measure(rival.SquaredErrorPerRow)],
            ["binary cross-entropy per pixel", Figures.Measure(measures.Bce), Figures.Measure(rival.Bce)],
        ])) Session.Say(line);
        Session.Say();
        Session.Say(Verdict(train.Width, program.Code, measures.Mse / rival.Mse));
        Session.Say($"Larger: {picture}. To go on:");
        Session.Say($"  hourglass train {program.Name} --layers 128,64 --code {program.Code} -o {program.Name}.hourglass");
        Session.Say($"  hourglass evaluate {program.Name}.hourglass {program.Name}");
        Session.Say($"  hourglass reconstruct {program.Name}.hourglass {program.Name} --picture grid.png");
        return model.Recipe.Training.StopReason == StopReason.Interrupted ? CommandLine.Interrupted : CommandLine.Done;
    }

    private static string Verdict(int width, int code, double ratio) => ratio < 1
        ? $"{Figures.Squeeze(width, code)}: the autoencoder loses {Figures.Percent(1 - ratio).TrimStart('+')} less than PCA with a code of the same size."
        : $"{Figures.Squeeze(width, code)}: one layer loses {Figures.Percent(ratio - 1).TrimStart('+')} more than PCA with a code of the same size; hidden layers (--layers) turn that round.";

    private sealed record DemoProgram(string Name, int Code, TrainingOptions Options);
}
