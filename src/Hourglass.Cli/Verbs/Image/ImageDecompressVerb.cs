using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image decompress</c>: a small file back to a picture.</summary>
internal sealed class ImageDecompressVerb : Verb
{
    private readonly Argument<string> _input = new("IN") { Description = "A compressed picture: .hgi." };
    private readonly CodecInput _codec = new();
    private readonly Option<string?> _output = OptionOf.PictureIfGiven("--output", "OUT.png", "The picture to write, OUT.png.", "-o");

    public ImageDecompressVerb(Session session) : base(
        session, "decompress", "Turn a compressed picture into a picture again.",
        "hourglass image decompress photo.hgi --with codec.hourglass -o photo-again.png", "hourglass image decompress small/photo.hgi --with codec.hourglass -o photo-again.png --json")
    {
        _output.Required = true;
        Take([_input], [_output, _codec.Option]);
    }

    protected override int Run(ParseResult parse)
    {
        string input = parse.GetValue(_input)!, output = parse.GetValue(_output)!;
        OutputFiles.Require([("--output", output)], input, parse.GetValue(_codec.Option));
        ImageCodec codec = _codec.Load(Session, parse);
        CompressedPicture compressed = CompressedPicture.Load(input);
        Picture picture = codec.Decompress(compressed, input);
        AtomicFile.Write(output, stream => stream.Write(PngWriter.Encode(picture)));
        Session.Answer(new JsonObject { ["output"] = output, ["width"] = picture.Width, ["height"] = picture.Height, ["channels"] = picture.Channels, ["model"] = codec.Id.ToString("x16", CultureInfo.InvariantCulture) });
        Session.Say($"{input} ({Figures.Bytes(new FileInfo(input).Length)}): {Figures.Count(picture.Width)} x {Figures.Count(picture.Height)} pixels, {(picture.Channels == 1 ? "grey" : "coloured")}, written to {output}.");
        return CommandLine.Done;
    }
}
