using System.CommandLine;
using Hourglass.Cli.Terminal;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Options;

/// <summary>The option <c>--with</c>: the codec to use.</summary>
internal sealed class CodecInput
{
    public Option<string> Option { get; } = new("--with") { Description = "The codec: a model file that 'image train' made.", HelpName = "MODEL", Required = true };

    public ImageCodec Load(Session session, ParseResult parse) => JobModel.Load<ImageCodec>(parse.GetValue(Option)!, session.Catalog);
}
