using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image compress</c>: pictures to small files.</summary>
internal sealed class ImageCompressVerb : Verb
{
    public const string Ending = ".hgi";
    private readonly Argument<string[]> _inputs = new("IN") { Description = PictureInput.Description + "; several of them.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The file to write, OUT.hgi; for several pictures a folder.", HelpName = "OUT", Required = true };
    private readonly CodecInput _codec = new();
    private readonly CompressionTargetOptionSet _target = new();
    private readonly Option<int> _threads = ThreadOption.Make();

    public ImageCompressVerb(Session session) : base(
        session, "compress", "Compress pictures, and say what PNG and JPEG would take.",
        "hourglass image compress photo.png -o photo.hgi",
        "hourglass image compress photos --quality 30 -o small",
        "hourglass image compress scan.png --lossless --with scans.hourglass -o scan.hgi")
    {
        Take([_inputs], [_output, _codec.Option], _target.Options, [_threads]);
    }

    protected override int Run(ParseResult parse)
    {
        (CompressionTarget target, string targetName, double? value) = _target.Read(parse);
        string output = Path.TrimEndingDirectorySeparator(parse.GetValue(_output)!);
        OutputFiles.Require(Directory.Exists(output) ? [] : [("--output", output)], [.. parse.GetValue(_inputs)!, parse.GetValue(_codec.Option)]);
        ImageCodec codec = _codec.Load(Session, parse);
        IReadOnlyList<DocumentInput> pictures = DocumentInput.Of(Session, parse.GetValue(_inputs)!);
        string[] outputs = OutputsFor(pictures, output);
        List<CompressedFile> files = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            Session.Interruption.Abort.ThrowIfCancellationRequested();
            if (pictures[i].Open() is { } document) files.Add(Compress(codec, pictures[i].Name, document, outputs[i], target, parse.GetValue(_threads)));
        }

        if (files.Count == 0) throw new InputException("None of the pictures could be read.", parse.GetValue(_inputs)![0], Figures.Count(pictures.Count, "damaged file"), null, "get them again");
        Session.Answer(new JsonObject
        {
            ["model"] = codec.Id.ToString("x8", CultureInfo.InvariantCulture),
            ["target"] = targetName,
            ["value"] = value,
            ["bytes"] = files.Sum(file => file.Bytes),
            ["pngBytes"] = files.All(file => file.Others is not null) ? files.Sum(file => file.Others!.Value.Png) : null,
            ["pictures"] = new JsonArray([.. files.Select(file => (JsonNode)file.ToJson())]),
        });
        if (files.Count > 1)
        {
            foreach (string line in TextTable.Lines(CompressedFile.Columns, files.Select(file => file.Row))) Session.Say(line);
            Session.Say();
        }

        Session.Say(CompressedFile.Sentence(files, output));
        return CommandLine.Done;
    }

    // From the file as it is on the disk, so that the figures are those that anybody will see.
    private CompressedFile Compress(ImageCodec codec, string name, PictureDocument document, string output, CompressionTarget target, int threads)
    {
        byte[] file = codec.Compress(document, target, threads, Session.Interruption.Abort);
        AtomicFile.Write(output, stream => stream.Write(file));
        return CompressedFile.Of(name, output, document, codec.Decompress(file, output), file.Length);
    }

    private static string[] OutputsFor(IReadOnlyList<DocumentInput> pictures, string output)
    {
        if (pictures.Count == 1 && !Directory.Exists(output))
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
}
