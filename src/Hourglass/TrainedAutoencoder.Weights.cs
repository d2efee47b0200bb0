using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass;

/// <content>Weights under PyTorch's names and in its layouts: out, and in from elsewhere.</content>
public sealed partial class TrainedAutoencoder
{
    // A counter of steps that PyTorch's batch normalisation keeps; nothing here depends on it.
    private const string TorchStepCounter = ".num_batches_tracked";

    /// <summary>
    /// All weights as PyTorch names and lays them out, so that <c>load_state_dict</c> takes them. The strings beside them say what a reader needs:
    /// the <c>nn.Sequential</c> of encoder and decoder and the reconstruction as Python expressions, the scaling <c>(row - shift) * factor</c>, and
    /// shape and columns of a row. With tied weights the decoder's are written too, transposed as PyTorch needs them.
    /// </summary>
    public SafeTensors ToSafeTensors()
    {
        AutoencoderGraph graph = AutoencoderGraph.Build(Recipe.Description, Width, isTraining: false);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["createdBy"] = ModelContainer.Creator,
            ["rowShape"] = JsonArrayOf(Recipe.RowShape),
            ["code"] = CodeSize.ToString(CultureInfo.InvariantCulture),
            ["reconstruction"] = Recipe.Description.Likelihood.ReconstructionInTorch(Width),
            ["shift"] = JsonArrayOf(Scaler.Shift.ToArray()),
            ["factor"] = JsonArrayOf(Scaler.Factor.ToArray()),
        };
        foreach ((string stack, string expression) in graph.Builder.Torch.Stacks) metadata[stack] = expression;
        if (Recipe.Columns is { } columns) metadata["columns"] = JsonArrayOf(columns);
        return new SafeTensors([.. graph.TorchTensors.Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, tensor.Gather(_values.Get)))], metadata);
    }

    /// <summary>Writes <see cref="ToSafeTensors"/> to a file; an existing one stays whole until the new one is complete.</summary>
    /// <exception cref="HourglassException">The file cannot be written.</exception>
    public void ExportSafeTensors(string path) => ToSafeTensors().Write(path);

    /// <summary>An autoencoder like this one, scaling included, with weights that were made elsewhere.</summary>
    /// <param name="weights">Every weight under its name in PyTorch, as <see cref="ToSafeTensors"/> has them; nothing else but a counter of steps.</param>
    /// <param name="source">Where they came from.</param>
    /// <exception cref="InputException">A weight is missing, is not one of this model's, has another shape or is not finite, or tied ones differ.</exception>
    public TrainedAutoencoder WithWeights(SafeTensors weights, string source)
    {
        AutoencoderGraph graph = AutoencoderGraph.Build(Recipe.Description, Width, isTraining: false);
        var found = weights.Tensors.Where(tensor => !tensor.Name.EndsWith(TorchStepCounter, StringComparison.Ordinal)).ToDictionary(tensor => tensor.Name);
        IReadOnlyList<TorchTensor> expected = graph.TorchTensors;
        if (found.Keys.Except(expected.Select(tensor => tensor.Name)).FirstOrDefault() is { } stranger)
        {
            throw new InputException(
                "A weight is not one of the model's.", source, Quotation.Of(stranger), $"the model has {ListOf(expected.Select(tensor => tensor.Name))}",
                "rename the weights, or name a model of the same layers");
        }

        Dictionary<string, float[]> values = [];
        foreach (TorchTensor tensor in expected)
        {
            float[] given = ValuesFor(tensor, found.GetValueOrDefault(tensor.Name), source);
            foreach ((string path, float[] part) in tensor.Scatter(given))
            {
                if (!values.TryAdd(path, part) && !values[path].AsSpan().SequenceEqual(part))
                {
                    throw new InputException(
                        "Weights that the model shares differ.", $"{source}, tensor '{tensor.Name}'", "other numbers than the encoder's", "the decoder uses the encoder's weights, transposed",
                        "name a model trained without --tied");
                }
            }
        }

        return Imported(Recipe, Scaler, graph, values, source, Catalog);
    }

    /// <summary>A model whose weights were made elsewhere.</summary>
    internal static TrainedAutoencoder Imported(Recipe recipe, Scaler scaler, AutoencoderGraph graph, IReadOnlyDictionary<string, float[]> values, string source, Catalog catalog)
    {
        StoredLeaf[] leaves = [.. graph.Builder.Declarations.Select(declaration => (StoredLeaf)declaration.Node.Operation)];
        var stored = new StoredValues(leaves);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (StoredLeaf leaf in leaves)
        {
            stored.Set(leaf.Path, values[leaf.Path]);
            hash.AppendData(MemoryMarshal.AsBytes<float>(values[leaf.Path]));
        }

        var manifest = new TrainingManifest
        {
            Options = new TrainingOptions(),
            Data = source,
            Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset()),
            TrainingRows = 0,
            ValidationRows = 0,
            Steps = 0,
            PlannedSteps = 0,
            Epochs = 0,
            BestEpoch = 0,
            TrainingLoss = null,
            StopReason = StopReason.Imported,
            Seconds = 0,
            Kernel = KernelWidths.Name(KernelWidths.Default),
            CreatedBy = ModelContainer.Creator,
            Parameters = leaves.OfType<Parameter>().Sum(leaf => (long)leaf.Shape.Count),
        };
        return new TrainedAutoencoder(recipe with { Training = manifest }, scaler, stored, catalog);
    }

    private static float[] ValuesFor(TorchTensor tensor, NamedTensor? given, string source)
    {
        string where = $"{source}, tensor '{tensor.Name}'", shape = $"[{string.Join(", ", tensor.Shape)}]";
        if (given is null) throw new InputException("A weight is missing.", where, "nothing", $"numbers of shape {shape}", "name a model of the same layers");
        if (!given.Shape.SequenceEqual(tensor.Shape))
            throw new InputException("A weight does not fit the model.", where, $"shape [{string.Join(", ", given.Shape)}]", $"shape {shape}", "name a model of the same layers and widths");
        if (!TensorPrimitives.IsFiniteAll<float>(given.Values)) throw new InputException("A weight is not a number.", where, "NaN or infinity", "weights are finite", "train it again where it was trained");
        return given.Values;
    }

    private static string ListOf(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(12)) + (all.Length > 12 ? $", ... ({all.Length} in all)" : "");
    }

    private static string JsonArrayOf<T>(IEnumerable<T> values) => $"[{string.Join(", ", values.Select(value => value is string text ? $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"" : FormattableString.Invariant($"{value}")))}]";
}
