using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;
using Hourglass.Formats.Keras;
using Hourglass.Jobs;
using Hourglass.Layers;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>import</c>: weights that were made elsewhere, as a model file.</summary>
internal sealed class ImportVerb : Verb
{
    private static readonly string[] Activations = [.. Activation.All.Select(activation => activation.Name)];

    private readonly Argument<string> _weights = new("WEIGHTS") { Description = "Weights: .safetensors with names as PyTorch has them, or .keras, .h5 of Keras." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "Where to save the model.", HelpName = "MODEL", Required = true };
    private readonly Option<string?> _like = OptionOf.TextIfGiven("--like", "MODEL", "A model file that everything but the weights is taken from: layers, loss, scaling, columns.");
    private readonly Option<string?> _activation = OptionOf.ChoiceIfGiven("--activation", "Activation of hidden layers where the file does not say it, relu by default", Activations);
    private readonly Option<string?> _codeActivation = OptionOf.ChoiceIfGiven(
        "--code-activation", "Activation of the code where the file does not say it, relu by default, linear when there are hidden layers", Activations);

    private readonly Option<string?> _outputActivation = OptionOf.ChoiceIfGiven("--output-activation", "Activation of the last layer where the file does not say it, linear by default", Activations);
    private readonly Option<string?> _codeLayer = OptionOf.TextIfGiven("--code-layer", "NAME", "The layer that gives the code; the narrowest by default, in safetensors the last one of the encoder.");
    private readonly Option<double> _divideBy = OptionOf.Number("--divide-by", "NUMBER", "What rows are divided by before the first layer, as it was done in training: 255 for bytes brought to [0, 1].", Interval.AboveZero, 1);

    private readonly Option<int[]?> _imageSize = DataInput.MakeImageSize();

    public ImportVerb(Session session) : base(
        session, "import", "Make a model file of weights that were trained with PyTorch or Keras.",
        "hourglass import autoencoder.keras --divide-by 255 -o keras.hourglass", "hourglass import weights.safetensors --like digits.hourglass -o torch.hourglass",
        "hourglass import weights.safetensors --activation relu --output-activation sigmoid -o torch.hourglass")
    {
        Take([_weights], [_output, _like], InsteadOfLike);
    }

    private IReadOnlyList<Option> InsteadOfLike => [_activation, _codeActivation, _outputActivation, _codeLayer, _divideBy, _imageSize];

    protected override int Run(ParseResult parse)
    {
        string weights = parse.GetValue(_weights)!, output = parse.GetValue(_output)!;
        OutputFiles.Require([("--output", output)], weights, parse.GetValue(_like));
        TrainedAutoencoder model = parse.GetValue(_like) is { } like ? LikeAnother(parse, weights, like) : ByItself(parse, weights);
        model.Save(output);
        Session.Answer(new JsonObject
        {
            ["model"] = output,
            ["bytes"] = BytesOf(output),
            ["code"] = model.CodeSize,
            ["parameters"] = model.Recipe.Training.Parameters,
            ["layers"] = LayerTable.ToJson(model.Layers),
        });
        foreach (string line in LayerTable.Lines(model.Layers)) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Squeeze(model.Width, model.CodeSize)}; {Figures.Count(model.Recipe.Training.Parameters, "parameter")} from {weights}. Saved {output} ({Figures.Bytes(BytesOf(output))}).");
        return CommandLine.Done;
    }

    private static long BytesOf(string output) => File.Exists(output) ? new FileInfo(output).Length : 0;

    private TrainedAutoencoder LikeAnother(ParseResult parse, string weights, string like)
    {
        Refuse(parse, InsteadOfLike, "the model named by --like says it");
        JobModel model = JobModel.Load(like, Session.Catalog);
        if (model.Job != Reconstruction.Name) Session.Note($"Only the autoencoder of {like} is taken: what the job '{model.Job}' has around it is not.");
        return IsKeras(weights) ? KerasFile.Read(weights).ToAutoencoder(model.Autoencoder) : model.Autoencoder.WithWeights(SafeTensors.Read(weights), weights);
    }

    private TrainedAutoencoder ByItself(ParseResult parse, string weights)
    {
        DenseStack stack = IsKeras(weights) ? KerasFile.Read(weights) : DenseStack.From(SafeTensors.Read(weights), weights);
        if (parse.GetValue(_codeLayer) is { } name) stack = stack.WithCode(name);
        if (stack.KnowsActivations)
        {
            Refuse(parse, [_activation, _codeActivation, _outputActivation], "the file says the activation of each layer");
        }
        else
        {
            Activation hidden = Given(parse, _activation) ?? Activation.Relu, output = Given(parse, _outputActivation) ?? Activation.Linear;
            Activation code = Given(parse, _codeActivation) ?? (stack.Layers.Length > 2 ? Activation.Linear : Activation.Relu);
            Session.Note($"The file does not say activations: {hidden} in hidden layers, {code} at the code, {output} at the end.");
            stack = stack.WithActivations(hidden, code, output);
        }

        return stack.ToAutoencoder((float)parse.GetValue(_divideBy), parse.GetValue(_imageSize) is [int width, int height] ? [height, width] : null, Session.Catalog);
    }

    private static Activation? Given(ParseResult parse, Option<string?> option) => parse.GetValue(option) is { } name ? Activation.Parse(name) : null;

    private static void Refuse(ParseResult parse, IEnumerable<Option> options, string rule)
    {
        if (options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } given)
            throw new InputException("The option has no place here.", given.Name, "given", rule, "leave it out");
    }

    // Safetensors begin with the length of a header, 8 bytes, and the header's brace.
    private static bool IsKeras(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream file = File.OpenRead(path);
            var first = new byte[9];
            int count = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            if (count == first.Length && KerasFile.Claims(first)) return true;
            if (count == first.Length && first[^1] == '{') return false;
            throw new InputException(
                "The file holds no weights that can be imported.", path, FirstBytes.Of(first.AsSpan(0, count)), ".safetensors with names as PyTorch has them, or .keras, .h5 of Keras",
                "save the weights in one of these formats where they were trained; data and pictures are for `hourglass train`");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException("The file cannot be read.", path, error.Message, remedy: "check who may read it", cause: error);
        }
    }
}
