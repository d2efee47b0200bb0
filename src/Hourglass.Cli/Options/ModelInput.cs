using System.CommandLine;
using Hourglass.Cli.Terminal;

namespace Hourglass.Cli.Options;

/// <summary>The argument MODEL.</summary>
internal sealed class ModelInput
{
    public Argument<string> Argument { get; } = new("MODEL") { Description = "A model file: .hourglass." };

    public TrainedAutoencoder Load(Session session, ParseResult parse) => TrainedAutoencoder.Load(parse.GetValue(Argument)!, session.Catalog);
}
