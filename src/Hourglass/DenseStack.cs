using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass;

/// <summary>
/// Fully connected layers that were trained elsewhere, one after the other: encoder and decoder. What is known of them becomes a
/// <see cref="TrainedAutoencoder"/>.
/// </summary>
/// <param name="Source">Where they came from: the file.</param>
/// <param name="Layers">First to last, the last one giving a row.</param>
/// <param name="EncoderLayers">How many of them make the encoder; up to the narrowest one when null.</param>
public sealed record DenseStack(string Source, ImmutableArray<DenseWeights> Layers, int? EncoderLayers = null)
{
    /// <summary>Whether the file said the activation of every layer.</summary>
    public bool KnowsActivations => Layers.All(layer => layer.Activation is not null);

    /// <summary>The layers in a state dictionary of PyTorch: <c>encoder.N.weight</c> [out, in], <c>encoder.N.bias</c>, the same of <c>decoder</c>, in the order of N. Activations are not known.</summary>
    /// <param name="state">The tensors.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="InputException">Something else than such layers is in it.</exception>
    public static DenseStack From(SafeTensors state, string source)
    {
        DenseWeights[][] stacks = [StackOf(state, "encoder", source), StackOf(state, "decoder", source)];
        var known = stacks.SelectMany(layers => layers).SelectMany(layer => (string[])[$"{layer.Name}.weight", $"{layer.Name}.bias"]).ToHashSet();
        if (state.Tensors.FirstOrDefault(tensor => !known.Contains(tensor.Name)) is { } other)
            throw NotDense($"{source}, tensor {Quotation.Of(other.Name)}", $"shape [{string.Join(", ", other.Shape)}]");
        return new DenseStack(source, [.. stacks[0], .. stacks[1]], stacks[0].Length);
    }

    /// <summary>The same layers, the encoder ending with the one of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public DenseStack WithCode(string name)
    {
        int index = Layers.Select(layer => layer.Name).ToList().IndexOf(name);
        return index >= 0 && index < Layers.Length - 1
            ? this with { EncoderLayers = index + 1 }
            : throw new InputException("The code's layer is not there.", Source, Quotation.Of(name), $"one of {string.Join(", ", Layers.SkipLast(1).Select(layer => layer.Name))}", "name one of these");
    }

    /// <summary>The same layers with activations.</summary>
    /// <param name="hidden">Of the hidden layers.</param>
    /// <param name="code">Of the code.</param>
    /// <param name="output">Of the last layer.</param>
    /// <exception cref="InputException">It is not clear which layer gives the code.</exception>
    public DenseStack WithActivations(Activation hidden, Activation code, Activation output)
    {
        int last = Layers.Length - 1, ofCode = CountOfEncoder() - 1;
        return this with { Layers = [.. Layers.Select((layer, index) => layer with { Activation = index == last ? output : index == ofCode ? code : hidden })] };
    }

    /// <summary>The autoencoder that the layers are. Its loss is the mean squared error.</summary>
    /// <param name="divisor">What rows were divided by before the first layer: 255 for bytes brought to [0, 1], 1 (default) for rows taken as they are.</param>
    /// <param name="rowShape">Shape of a row, for instance <c>[28, 28]</c>; a plain vector by default.</param>
    /// <param name="catalog">What names mean; <see cref="Catalog.Default"/> by default.</param>
    /// <exception cref="InputException">The layers do not fit together or do not end with a row, an activation is not known, a weight is not finite, or divisor or shape make no sense.</exception>
    public TrainedAutoencoder ToAutoencoder(float divisor = 1, ImmutableArray<int>? rowShape = null, Catalog? catalog = null)
    {
        RequireChain();
        catalog ??= Catalog.Default;
        int width = Layers[0].Inputs;
        float factor = 1 / divisor;
        if (!(factor > 0 && float.IsFinite(factor)))
            throw new InputException("Rows cannot be divided by this.", Source, FormattableString.Invariant($"{divisor}"), "a number above 0, neither so small nor so large that rows vanish", "divide by 255 for bytes, by 1 for rows taken as they are");
        if (rowShape is { } shape && (shape.Any(size => size < 1) || shape.Aggregate(1L, (product, size) => product * size) != width))
            throw Unfit("The picture is of another size.", Layers[0], $"[{string.Join(", ", shape)}]", $"{width} numbers, as enter the first layer");
        AutoencoderDescription description = Describe();
        var scaler = new Scaler(divisor == 1 ? ScalingKind.None : ScalingKind.Unit, [0], [factor]);
        var recipe = new Recipe { Description = description, RowShape = rowShape ?? [width], CodeSize = description.Architecture.CodeSize(width), Scaling = scaler.Kind, Training = null! };
        AutoencoderGraph graph = AutoencoderGraph.Build(description, width, isTraining: false);
        return TrainedAutoencoder.Imported(recipe, scaler, graph, Values(graph), Source, catalog);
    }

    /// <summary>An autoencoder like another one, scaling included, with these layers' weights in its own, first to last.</summary>
    /// <param name="like">A model of fully connected layers of the same widths.</param>
    /// <exception cref="InputException">The layers are not that model's, or their activations differ from it.</exception>
    public TrainedAutoencoder ToAutoencoder(TrainedAutoencoder like)
    {
        AutoencoderGraph graph = AutoencoderGraph.Build(like.Recipe.Description, like.Width, isTraining: false);
        TorchTensor[] weights = [.. graph.TorchTensors.Where(tensor => tensor.Shape.Length == 2)];
        if (graph.TorchTensors.FirstOrDefault(tensor => !weights.Any(weight => tensor == weight || tensor.Name == NameOfBias(weight))) is { } other)
            throw new InputException("The model has layers that the file cannot have.", like.Recipe.Training.Data, $"'{other.Name}'", "fully connected layers only", "name a model without normalisation");
        if (weights.Length != Layers.Length)
            throw new InputException("The model has another number of layers.", Source, $"{Layers.Length} layers", $"{weights.Length} layers, as the model has", "name a model of the same layers");
        if (KnowsActivations) RequireSameModules(graph, like);
        List<NamedTensor> state = [];
        foreach ((TorchTensor weight, DenseWeights layer) in weights.Zip(Layers))
        {
            state.Add(new NamedTensor(weight.Name, [layer.Width, layer.Inputs], TorchTensor.Transpose(layer.Weight, layer.Inputs, layer.Width)));
            if (layer.Bias is { } bias) state.Add(new NamedTensor(NameOfBias(weight), [bias.Length], bias));
        }

        return like.WithWeights(new SafeTensors(state), Source);
    }

    private static string NameOfBias(TorchTensor weight) => string.Concat(weight.Name.AsSpan(0, weight.Name.LastIndexOf('.') + 1), "bias");

    private static DenseWeights[] StackOf(SafeTensors state, string stack, string source)
    {
        var byName = state.Tensors.ToDictionary(tensor => tensor.Name);
        (string Path, int Index)[] places =
        [
            .. from name in byName.Keys
               where name.StartsWith(stack + ".", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal)
               let path = name[..^".weight".Length]
               where int.TryParse(path.AsSpan(stack.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
               select (path, int.Parse(path.AsSpan(stack.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture)),
        ];
        if (places.Length == 0)
            throw NotDense(source, byName.Count == 0 ? "no tensors" : string.Join(", ", byName.Keys.Take(6).Select(name => Quotation.Of(name))));
        return [.. places.OrderBy(place => place.Index).Select(place =>
        {
            NamedTensor weight = byName[place.Path + ".weight"];
            NamedTensor? bias = byName.GetValueOrDefault(place.Path + ".bias");
            return weight.Shape is [var width and > 0, var inputs and > 0] && (bias is null || bias.Shape.SequenceEqual([width]))
                ? new DenseWeights(place.Path, inputs, TorchTensor.Transpose(weight.Values, width, inputs), bias?.Values, null)
                : throw NotDense($"{source}, layer {Quotation.Of(place.Path)}", $"weight [{string.Join(", ", weight.Shape)}]{(bias is null ? "" : $", bias [{string.Join(", ", bias.Shape)}]")}");
        })];
    }

    private static InputException NotDense(string where, string found) => new(
        "Only fully connected layers can be read without a model to compare with.", where, found, "encoder.N.weight [out, in], encoder.N.bias [out], and the same of decoder",
        "rename the weights, or name a model of the same layers");

    private int CountOfEncoder()
    {
        if (EncoderLayers is { } count)
        {
            return count >= 1 && count < Layers.Length ? count : throw new InputException(
                "The encoder has another number of layers than it can have.", Source, $"{count} of {Layers.Length} layers", "at least one for the encoder and one for the decoder", "name the code's layer");
        }

        int narrowest = Layers.SkipLast(1).Select(layer => layer.Width).DefaultIfEmpty(0).Min();
        int[] codes = [.. Enumerable.Range(0, Math.Max(0, Layers.Length - 1)).Where(index => Layers[index].Width == narrowest)];
        return codes is [var code]
            ? code + 1
            : throw new InputException(
                "It is not clear which layer gives the code.", Source, $"layers of {string.Join(", ", Layers.Select(layer => $"{layer.Width} ({layer.Name})"))}", "one layer but the last is the narrowest",
                "name the code's layer");
    }

    private void RequireChain()
    {
        if (Layers.IsDefaultOrEmpty) throw new InputException("There are no layers.", Source, "nothing", "one layer or more for the encoder, and for the decoder", "give the weights of a whole autoencoder");
        int width = Layers[0].Inputs;
        foreach (DenseWeights layer in Layers)
        {
            if (layer.Inputs < 1 || layer.Weight.Length == 0 || layer.Weight.Length % layer.Inputs != 0)
                throw Unfit("The weights are no matrix.", layer, $"{layer.Weight.Length} numbers for {layer.Inputs} inputs", "as many numbers for each input, one or more");
            if (layer.Inputs != width) throw Unfit("Two layers do not fit together.", layer, $"weights for {layer.Inputs} numbers", $"the layer before it gives {width}");
            if (layer.Bias is { } bias && bias.Length != layer.Width) throw Unfit("A bias does not fit its layer.", layer, $"a bias of {bias.Length} numbers", $"one for each of its {layer.Width} units");
            if (!TensorPrimitives.IsFiniteAll<float>(layer.Weight) || (layer.Bias is not null && !TensorPrimitives.IsFiniteAll<float>(layer.Bias)))
                throw Unfit("A weight is not a number.", layer, "NaN or infinity", "weights are finite");
            width = layer.Width;
        }

        if (width != Layers[0].Inputs) throw Unfit("The layers are no autoencoder.", Layers[^1], $"{width} numbers at the end", $"as many as enter the first layer: {Layers[0].Inputs}");
    }

    private InputException Unfit(string what, DenseWeights layer, string found, string rule) =>
        new(what, $"{Source}, layer {Quotation.Of(layer.Name)}", found, rule, "give the weights of a whole autoencoder of fully connected layers");

    private AutoencoderDescription Describe()
    {
        Dense[] dense = [.. Layers.Select(layer => new Dense(layer.Width)
        {
            Activation = layer.Activation ?? throw Unfit("An activation is not known.", layer, "nothing about it in the file", "every layer has one"),
            Bias = layer.Bias is not null,
        })];
        Activation output = dense[^1].Activation;
        dense[^1] = dense[^1] with { Activation = Activation.Linear };
        int encoder = CountOfEncoder();
        return new AutoencoderDescription(new LayeredAutoencoder([.. dense[..encoder]], [.. dense[encoder..]]), new MeanSquaredError { Output = output });
    }

    private Dictionary<string, float[]> Values(AutoencoderGraph graph)
    {
        Dictionary<string, float[]> values = [];
        foreach ((LayerSummary place, DenseWeights layer) in graph.Builder.Layers.Zip(Layers))
        {
            values.Add($"{place.Path}.weight", layer.Weight);
            if (layer.Bias is not null) values.Add($"{place.Path}.bias", layer.Bias);
        }

        return values;
    }

    // What is applied between the weights, in one line that can be compared and shown.
    private void RequireSameModules(AutoencoderGraph graph, TrainedAutoencoder like)
    {
        RequireChain();
        AutoencoderDescription own = Describe();
        string found = Modules(AutoencoderGraph.Build(own, Layers[0].Inputs, isTraining: false), own.Likelihood), expected = Modules(graph, like.Recipe.Description.Likelihood);
        if (found != expected)
            throw new InputException("The file has other layers than the model.", Source, found, expected, "leave the model out: the file says its layers and activations itself");
    }

    private static string Modules(AutoencoderGraph graph, Likelihood likelihood) =>
        $"{string.Join(", ", graph.Builder.Torch.Stacks.Select(stack => stack.Expression))}, {likelihood.ReconstructionInTorch(graph.Input.Shape.Columns)}";
}
