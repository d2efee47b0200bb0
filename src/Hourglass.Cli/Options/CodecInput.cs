using System.CommandLine;
using Hourglass.Cli.Terminal;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Options;

/// <summary>The option <c>--with</c>: the codec to use.</summary>
internal sealed class CodecInput
{
    public Option<string?> Option { get; } = OptionOf.TextIfGiven("--with", "MODEL", "The codec: a model file that 'image train' made; the built-in one by default.");

    public ImageCodec Load(Session session, ParseResult parse) =>
        parse.GetValue(Option) is { } file ? JobModel.Load<ImageCodec>(file, session.Catalog) : ImageCodec.Default;
}
