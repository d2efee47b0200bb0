using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image compress</c>: pictures to small files.</summary>
internal sealed class ImageCompressVerb : Verb
{
    private const string Ending = ".hgi";
    private readonly Argument<string[]> _inputs = new("IN") { Description = PictureInput.Description + "; several of them.", Arity = ArgumentArity.OneOrMore };
    private readonly CodecInput _codec = new();
    private readonly Option<string> _output = new("--output", "-o") { Description = "The file to write, OUT.hgi; for several pictures a folder.", HelpName = "OUT", Required = true };
    private readonly Option<int> _quality = OptionOf.WithDefault(
        OptionOf.Value("--quality", "1 (small) to 100 (good).", "a whole number from 1 to 100", "50",
            text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int quality) && quality is >= 1 and <= 100, quality)),
        ImageCodec.DefaultQuality);

    public ImageCompressVerb(Session session) : base(
        session, "compress", "Compress pictures, and say what PNG and JPEG would take.",
        "hourglass image compress photo.png --with codec.hourglass -o photo.hgi",
        "hourglass image compress photos --with codec.hourglass --quality 30 -o small")
    {
        _quality.HelpName = "1..100";
        Take([_inputs], [_output, _codec.Option, _quality]);
    }

    protected override int Run(ParseResult parse)
    {
        ImageCodec codec = _codec.Load(Session, parse);
        int quality = parse.GetValue(_quality);
        string output = Path.TrimEndingDirectorySeparator(parse.GetValue(_output)!);
        OutputFiles.Require(Directory.Exists(output) ? [] : [("--output", output)], [.. parse.GetValue(_inputs)!, parse.GetValue(_codec.Option)]);
        NamedPicture[] pictures = [.. parse.GetValue(_inputs)!.SelectMany(input => PictureInput.Load(Session, input, NamedSet.Test).Pictures)];
        string[] targets = Targets(pictures, output);
        List<CompressedFile> files = [];
        for (int i = 0; i < pictures.Length; i++)
        {
            Session.Interruption.Abort.ThrowIfCancellationRequested();
            files.Add(Compress(codec, pictures[i], targets[i], quality));
        }

        Session.Answer(new JsonObject
        {
            ["model"] = codec.Id.ToString("x16", CultureInfo.InvariantCulture),
            ["quality"] = quality,
            ["bytes"] = files.Sum(file => file.Bytes),
            ["pngBytes"] = files.Sum(file => file.PngBytes),
            ["pictures"] = new JsonArray([.. files.Select(file => (JsonNode)file.ToJson())]),
        });
        if (files.Count > 1)
        {
            foreach (string line in TextTable.Lines(["picture", "bytes", "bits per pixel", "PSNR in dB", "PNG", "JPEG at that PSNR"], files.Select(file => (string[])
                [file.Input, Figures.Count(file.Bytes), Figures.Measure(file.BitsPerPixel), Figures.Psnr(file.Psnr), Figures.Count(file.PngBytes), file.Jpeg is { } jpeg ? Figures.Count(jpeg.Bytes) : "-"])))
                Session.Say(line);
            Session.Say();
        }

        Session.Say(Sentence(files, output));
        return CommandLine.Done;
    }

    // From the file as it is on the disk, so that the figures are those that anybody will see.
    private static CompressedFile Compress(ImageCodec codec, NamedPicture named, string target, int quality)
    {
        byte[] file = codec.Compress(named.Picture, quality);
        AtomicFile.Write(target, stream => stream.Write(file));
        double psnr = PictureQuality.Psnr(named.Picture, codec.Decompress(file, target));
        return new CompressedFile(
            named.Name, target, file.Length, RatePoint.BitsFor(named.Picture, file.Length), psnr, PngSize.Of(named.Picture), OtherCodec.Jpeg.AtLeast(named.Picture, psnr));
    }

    private static string Sentence(IReadOnlyList<CompressedFile> files, string output)
    {
        long bytes = files.Sum(file => file.Bytes), png = files.Sum(file => file.PngBytes), jpeg = files.Sum(file => file.Jpeg?.Bytes ?? 0);
        string what = files.Count == 1 ? files[0].Input : Figures.Count(files.Count, "picture");
        string others = files.All(file => file.Jpeg is not null) ? $"JPEG takes {Figures.Bytes(jpeg)} to be as good" : "JPEG does not get as good";
        string quality = PictureQuality.Finite(files.Average(file => file.Psnr)) is { } psnr ? FormattableString.Invariant($"at a PSNR of {psnr:0.0} dB") : "without loss";
        return $"{what}: {Figures.Bytes(bytes)} in {output}, {Figures.Percent((bytes / (double)png) - 1)} against PNG ({Figures.Bytes(png)}), " +
            FormattableString.Invariant($"{files.Average(file => file.BitsPerPixel):0.00} bits per pixel {quality}; ") + others + ".";
    }

    private static string[] Targets(NamedPicture[] pictures, string output)
    {
        if (pictures.Length == 1)
        {
            return output.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || output.StartsWith("/dev/", StringComparison.Ordinal) ? [output] : throw new InputException(
                "The kind of file is not known.", "--output", output, $"the name ends in {Ending}", $"for example -o picture{Ending}");
        }

        if (File.Exists(output))
            throw new InputException("Several pictures do not go into one file.", "--output", output, "a folder for several pictures", "name a folder");
        Directory.CreateDirectory(output);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. pictures.Select(picture =>
        {
            string stem = File.Exists(picture.Name) ? Path.GetFileNameWithoutExtension(picture.Name) : string.Join('-', picture.Name.Split([' ', ',', ':', '/', '\\', '#'], StringSplitOptions.RemoveEmptyEntries));
            string name = stem;
            for (int i = 2; !taken.Add(name); i++) name = $"{stem}-{i}";
            return Path.Combine(output, name + Ending);
        })];
    }

    private sealed record CompressedFile(string Input, string Output, long Bytes, double BitsPerPixel, double Psnr, long PngBytes, (int Bytes, double Psnr)? Jpeg)
    {
        public JsonObject ToJson() => new()
        {
            ["input"] = Input,
            ["output"] = Output,
            ["bytes"] = Bytes,
            ["bitsPerPixel"] = BitsPerPixel,
            ["psnr"] = PictureQuality.Finite(Psnr),
            ["pngBytes"] = PngBytes,
            ["jpegBytes"] = Jpeg?.Bytes,
            ["jpegPsnr"] = Jpeg is { } jpeg ? PictureQuality.Finite(jpeg.Psnr) : null,
        };
    }
}
