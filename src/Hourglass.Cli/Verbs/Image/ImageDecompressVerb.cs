using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image decompress</c>: small files back to pictures.</summary>
internal sealed class ImageDecompressVerb : Verb
{
    private static readonly string[] Scales = ["1", "1/2", "1/4", "1/8"];
    private readonly Argument<string> _input = new("IN") { Description = "A compressed picture, .hgi, or a folder of them." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The picture to write, OUT.png, OUT.jpg or OUT.webp; of a folder the folder for PNG files.", HelpName = "OUT", Required = true };
    private readonly CodecInput _codec = new();
    private readonly Option<PictureRegion?> _region = OptionOf.Value<PictureRegion?>(
        "--region", "Only this part, in pixels of the whole size: the column and the line it begins at, its width and its height.", "four whole numbers, the last two at least 1", "0,0,640,480", ParseRegion);

    private readonly Option<string> _scale = OptionOf.Choice("--scale", "How large a side becomes; finer parts of the file are not decoded", Scales, Scales[0]);
    private readonly Option<int?> _firstBytes = OptionOf.Value<int?>(
        "--first-bytes", "Read only so many bytes, and make of them what there is: also of a file that was cut or damaged.", "a whole number of at least 1", "20000",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes > 0 ? (true, bytes) : (false, null));

    private readonly Option<int> _threads = ThreadOption.Make();

    public ImageDecompressVerb(Session session) : base(
        session, "decompress", "Turn compressed pictures into pictures again.",
        "hourglass image decompress photo.hgi -o photo-again.png",
        "hourglass image decompress photo.hgi --scale 1/4 -o preview.png",
        "hourglass image decompress small -o photos-again")
    {
        _region.HelpName = "X,Y,W,H";
        _firstBytes.HelpName = "N";
        _scale.HelpName = "1/2|1/4|1/8";
        Take([_input], [_output, _codec.Option, _region, _scale, _firstBytes, _threads]);
    }

    protected override int Run(ParseResult parse)
    {
        string input = parse.GetValue(_input)!, output = Path.TrimEndingDirectorySeparator(parse.GetValue(_output)!);
        if (Directory.Exists(input)) return RunFolder(parse, input, output);
        RequireKnown(output);
        OutputFiles.Require([("--output", output)], input, parse.GetValue(_codec.Option));
        JsonObject answer = Decompress(parse, _codec.Load(Session, parse), input, output);
        Session.Answer(answer);
        Session.Say($"{input} ({Figures.Bytes(new FileInfo(input).Length)}): {Figures.Count((int)answer["width"]!)} x {Figures.Count((int)answer["height"]!)} pixels, " +
            $"{((int)answer["channels"]! == 1 ? "grey" : "coloured")}, written to {output}.");
        return CommandLine.Done;
    }

    // One damaged file does not keep the others from being decoded; the exit code tells of it.
    private int RunFolder(ParseResult parse, string input, string output)
    {
        string[] files = [.. Directory.GetFiles(input, "*" + ImageCompressVerb.Ending).Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new InputException("The folder has no compressed picture.", input, "no such file", $"files whose names end in {ImageCompressVerb.Ending}", "check the path");
        if (File.Exists(output)) throw new InputException("Several pictures do not go into one file.", "--output", output, "a folder for several pictures", "name a folder");
        ImageCodec codec = _codec.Load(Session, parse);
        Directory.CreateDirectory(output);
        List<(string Name, string Reason)> leftOut = [];
        List<JsonObject> answers = [];
        foreach (string file in files)
        {
            Session.Interruption.Abort.ThrowIfCancellationRequested();
            try
            {
                answers.Add(Decompress(parse, codec, file, Path.Combine(output, Path.GetFileNameWithoutExtension(file) + ".png")));
            }
            catch (InputException damage)
            {
                leftOut.Add((file, damage.Message.ReplaceLineEndings(" ")));
            }
        }

        PictureInput.WarnOf(Session, leftOut);
        Session.Answer(new JsonObject { ["output"] = output, ["leftOut"] = leftOut.Count, ["pictures"] = new JsonArray([.. answers]) });
        Session.Say($"{Figures.Count(answers.Count, "picture")} of {Figures.Count(files.Length, "file")} written to {output}.");
        return leftOut.Count == 0 ? CommandLine.Done : CommandLine.BadInput;
    }

    private JsonObject Decompress(ParseResult parse, ImageCodec codec, string input, string output)
    {
        int? firstBytes = parse.GetValue(_firstBytes);
        CompressedPicture compressed = CompressedPicture.Load(input, firstBytes);
        var options = new DecompressionOptions
        {
            Region = parse.GetValue(_region),
            Halvings = Array.IndexOf(Scales, parse.GetValue(_scale)),
            AllowsDamage = firstBytes is not null,
            Threads = parse.GetValue(_threads),
        };
        PictureDocument document = codec.Decompress(compressed, options, input, Session.Interruption.Abort);
        if (compressed.Damage is { } damage) Session.Warn($"{input}: the picture is partial, coarser than it was or without what belongs to it: {damage}.");
        foreach (string note in PictureDocumentWriter.Write(output, document)) Session.Warn($"{output}: {note}.");
        return new JsonObject
        {
            ["input"] = input,
            ["output"] = output,
            ["width"] = document.Picture.Width,
            ["height"] = document.Picture.Height,
            ["channels"] = document.Picture.Channels,
            ["alpha"] = document.Alpha is not null,
            ["partial"] = compressed.Damage is not null,
            ["model"] = codec.Id.ToString("x8", CultureInfo.InvariantCulture),
        };
    }

    // Before the model is loaded and the file decoded.
    private static void RequireKnown(string output)
    {
        if (!output.StartsWith("/dev/", StringComparison.Ordinal) && !PictureDocumentWriter.Endings.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase))
        {
            throw new InputException(
                "The kind of file is not known.", "--output", output, "the name ends in one of " + string.Join(", ", PictureDocumentWriter.Endings), "for example -o picture.png");
        }
    }

    private static (bool Fits, PictureRegion? Value) ParseRegion(string text)
    {
        int[] numbers = [.. text.Split(',').Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        return numbers is [>= 0, >= 0, >= 1, >= 1] ? (true, new PictureRegion(numbers[0], numbers[1], numbers[2], numbers[3])) : (false, null);
    }
}
