using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>verify</c>: whether a model file is sound.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly ModelInput _model = new();

    public VerifyVerb(Session session) : base(
        session, "verify", "Check a model file: checksums, shapes, and the rows stored in it to test itself.",
        "hourglass verify digits.hourglass", "hourglass verify digits.hourglass --json")
    {
        Take([_model.Argument]);
    }

    protected override int Run(ParseResult parse)
    {
        TrainedAutoencoder model = _model.Load(Session, parse).Autoencoder;
        double difference = model.SelfTest();
        bool isSound = difference <= TrainedAutoencoder.SelfTestTolerance;
        Session.Answer(new JsonObject { ["sound"] = isSound, ["selfTestDifference"] = difference, ["tolerance"] = TrainedAutoencoder.SelfTestTolerance });
        Session.Say(isSound
            ? $"Sound: checksums and shapes are right, and the stored test rows come out the same ({(difference == 0 ? "to the bit" : $"largest difference {Figures.Measure(difference)}")})."
            : $"Not sound: the stored test rows come out differently by {Figures.Measure(difference)}; at most {Figures.Measure(TrainedAutoencoder.SelfTestTolerance)} is allowed.");
        return isSound ? CommandLine.Done : CommandLine.BadInput;
    }
}
