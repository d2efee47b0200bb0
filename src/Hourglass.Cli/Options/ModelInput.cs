using System.CommandLine;
using Hourglass.Cli.Terminal;

namespace Hourglass.Cli.Options;

/// <summary>The argument MODEL.</summary>
internal sealed class ModelInput
{
    public Argument<string> Argument { get; } = new("MODEL") { Description = "A model file: .hourglass." };

    /// <summary>Loads a model file of any job.</summary>
    public JobModel Load(Session session, ParseResult parse) => JobModel.Load(parse.GetValue(Argument)!, session.Catalog);

    /// <summary>Loads a model file of one job.</summary>
    public T Load<T>(Session session, ParseResult parse) where T : JobModel => JobModel.Load<T>(parse.GetValue(Argument)!, session.Catalog);
}
