using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image compare</c>: what this codec, WebP and JPEG make of pictures in equally many bytes.</summary>
internal sealed class ImageCompareVerb : Verb
{
    private const string Own = "Hourglass";
    private readonly Argument<string[]> _inputs = new("IN") { Description = PictureInput.Description + "; several of them.", Arity = ArgumentArity.OneOrMore };
    private readonly CodecInput _codec = new();
    private readonly Option<int> _quality = OptionOf.Whole("--quality", "1 (small) to 100 (good): that of this codec, which says how many bytes the others get.", 1, ImageCodec.DefaultQuality, 100);
    private readonly Option<string?> _report = OptionOf.TextIfGiven("--report", "PAGE.html", "Where to write a page with the figures, and with pictures on top of each other under a slider.");

    public ImageCompareVerb(Session session) : base(
        session, "compare", "Compare with JPEG and WebP in as many bytes: PSNR, MS-SSIM, and a page to look at.",
        "hourglass image compare photo.png --report page.html",
        "hourglass image compare photos --with codec.hourglass --quality 30 --report page.html")
    {
        Take([_inputs], [_codec.Option, _quality, _report]);
    }

    protected override int Run(ParseResult parse)
    {
        string? report = parse.GetValue(_report);
        int quality = parse.GetValue(_quality);
        OutputFiles.Require([("--report", report)], [.. parse.GetValue(_inputs)!, parse.GetValue(_codec.Option)]);
        ImageCodec codec = _codec.Load(Session, parse);
        NamedPicture[] pictures = [.. parse.GetValue(_inputs)!.SelectMany(input => PictureInput.Load(Session, input, NamedSet.Test).Pictures)];
        var comparisons = new CodecComparisons();
        foreach (NamedPicture named in pictures)
        {
            Session.Interruption.Abort.ThrowIfCancellationRequested();
            comparisons.Add(named, CodedPicture.AtEqualBytes(named.Picture, Own, picture => codec.Compress(picture, quality), file => codec.Decompress(file, named.Name)));
        }

        if (report is not null) AtomicFile.Write(report, stream => HtmlReport.Write(stream, comparisons.ToReport()));
        Session.Answer(new JsonObject
        {
            ["model"] = codec.Id.ToString("x8", CultureInfo.InvariantCulture),
            ["quality"] = quality,
            ["report"] = report,
            ["means"] = ToJson(comparisons.Means),
            ["pictures"] = new JsonArray([.. comparisons.Pictures.Select(picture => (JsonNode)new JsonObject { ["input"] = picture.Name, ["codecs"] = ToJson(picture.Codecs) })]),
        });
        foreach (string line in TextTable.Lines(CodecComparisons.Columns, comparisons.Rows(), leftColumns: 2)) Session.Say(line);
        Session.Say();
        Session.Say(comparisons.Sentence + (report is null ? "" : $" Written to {report}."));
        return CommandLine.Done;
    }

    private static JsonArray ToJson(IEnumerable<(string Codec, PictureComparison Measures)> codecs) => new([.. codecs.Select(codec => (JsonNode)new JsonObject
    {
        ["codec"] = codec.Codec,
        ["bytes"] = codec.Measures.Bytes,
        ["bitsPerPixel"] = codec.Measures.BitsPerPixel,
        ["psnr"] = PictureQuality.Finite(codec.Measures.Psnr),
        ["msSsim"] = codec.Measures.MsSsim,
    })]);
}
