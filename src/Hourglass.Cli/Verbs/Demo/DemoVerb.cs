using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo</c>: autoencoders trained before your eyes.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly Demo[] Demos =
    [
        new PlainDemo("digits", "built in, a few seconds", 16, new TrainingOptions()),

        // The article's own program.
        new PlainDemo("mnist", "the article's own program; needs the MNIST files", 128, new TrainingOptions { Epochs = 50, Patience = null, KeepBest = false }),
        new ImageDemo(),
        new TextDemo(),
        new ReduceDemo(),
        new AnomalyDemo(),
        new GenerateDemo(),
    ];

    private readonly Argument<string> _name = new("NAME")
    {
        Description = string.Join("; ", Demos.Select(demo => $"{demo.Name}: {demo.Summary}")) + ".",
        DefaultValueFactory = _ => Demos[0].Name,
    };

    private readonly Option<string?> _output = OptionOf.TextIfGiven("--output", "FILE", "Where to write the picture or page; a name of the demo's own by default.", "-o");
    private readonly Option<int> _threads = ThreadOption.Make();

    public DemoVerb(Session session) : base(
        session, "demo", "Train an autoencoder on built-in data and show what it does.", "hourglass demo", "hourglass demo reduce", "hourglass demo mnist -o mnist.png")
    {
        _name.AcceptOnlyFromAmong([.. Demos.Select(demo => demo.Name)]);
        Take([_name], [_output, _threads]);
    }

    protected override int Run(ParseResult parse)
    {
        Demo demo = Demos.Single(known => known.Name == parse.GetValue(_name));
        string output = parse.GetValue(_output) ?? demo.Output;
        OutputFiles.Require([("--output", output)]);
        return demo.Run(Session, output, parse.GetValue(_threads));
    }
}
