using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>export</c>: a model in the file format of others.</summary>
internal sealed class ExportVerb : Verb
{
    // By the ending of the file's name: how it is written, and what is in it.
    private static readonly (string Ending, Action<JobModel, Stream> Write, string Content)[] Formats =
    [
        (".onnx", (model, stream) => model.ExportOnnx(stream), "ONNX model, input 'rows', outputs 'code', 'reconstruction', 'error'"),
        (".safetensors", (model, stream) => model.Autoencoder.ToSafeTensors().Write(stream), "weights under PyTorch's names"),
    ];

    private readonly ModelInput _model = new();
    private readonly Option<string> _output = new("--output", "-o") { Description = "The file to write; the ending says which kind: .onnx or .safetensors.", HelpName = "FILE", Required = true };

    public ExportVerb(Session session) : base(
        session, "export", "Write a model for use without Hourglass: as an ONNX model with scaling, network and error in one graph, or its weights under PyTorch's names.",
        "hourglass export digits.hourglass -o digits.onnx", "hourglass export rows.hourglass -o rows.safetensors --json")
    {
        Take([_model.Argument], [_output]);
    }

    protected override int Run(ParseResult parse)
    {
        (string input, string output) = (parse.GetValue(_model.Argument)!, parse.GetValue(_output)!);
        string ending = Path.GetExtension(output).ToLowerInvariant();
        if (Formats.FirstOrDefault(format => format.Ending == ending) is not { Write: { } write } format)
            throw new InputException("The kind of file is not known.", "--output", output, $"the name ends in {string.Join(" or ", Formats.Select(known => known.Ending))}", $"for example -o model{Formats[0].Ending}");
        OutputFiles.Require([("--output", output)], input);
        JobModel model = _model.Load(Session, parse);
        AtomicFile.Write(output, stream => write(model, stream));
        long bytes = new FileInfo(output).Length;
        Session.Answer(new JsonObject { ["output"] = output, ["bytes"] = bytes });
        Session.Say($"{output} ({Figures.Bytes(bytes)}): {format.Content}.");
        return CommandLine.Done;
    }
}
