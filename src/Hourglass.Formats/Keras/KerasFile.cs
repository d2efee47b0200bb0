using System.Globalization;
using System.IO.Compression;
using System.Text;
using Hourglass.Errors;

namespace Hourglass.Formats.Keras;

/// <summary>
/// Weights of Dense layers from files of Keras: <c>.keras</c> (a zip of a configuration and an HDF5 file), <c>.h5</c> of Keras 2 and 3, and
/// <c>.weights.h5</c>. Layouts: Keras 3, <c>keras/src/saving/saving_lib.py</c>, groups <c>layers/dense_1/vars/0</c> (kernel [in, out]) and <c>1</c> (bias); Keras 2,
/// <c>keras/saving/hdf5_format.py</c>, group <c>model_weights</c> with attributes <c>layer_names</c> and, in each layer's group, <c>weight_names</c>.
/// </summary>
public static class KerasFile
{
    // More of a configuration is no stack of layers that a person made.
    private const int LongestConfiguration = 16 << 20;
    private const string WeightsEntry = "model.weights.h5", ConfigurationEntry = "config.json";

    /// <summary>Whether bytes begin as a file of Keras does: HDF5, or a zip.</summary>
    /// <param name="first">The first eight bytes.</param>
    public static bool Claims(ReadOnlySpan<byte> first) => first.StartsWith(Hdf5File.Signature) || first.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Reads the layers of a file; with their activations when the file says its configuration.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is damaged, or no plain stack of Dense layers.</exception>
    public static DenseStack Read(string path)
    {
        byte[] content = ReadAll(path);
        if (content.AsSpan().StartsWith(Hdf5File.Signature)) return Hdf5File.Read(content, path, file => Stack(file, file.Text("", "model_config"), path));
        (string configuration, byte[] weights) = Unpack(content, path);
        return Hdf5File.Read(weights, $"{path}, {WeightsEntry}", file => Stack(file, configuration, path));
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException("The file cannot be read.", path, error.Message, remedy: "check that it is there, may be read, and has less than 2 GiB", cause: error);
        }
    }

    private static (string Configuration, byte[] Weights) Unpack(byte[] content, string path)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content, writable: false));
            return (Encoding.UTF8.GetString(Entry(zip, ConfigurationEntry, LongestConfiguration, path)), Entry(zip, WeightsEntry, 4L * content.Length, path));
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or IOException or NotSupportedException)
        {
            throw new InputException("The .keras file is damaged.", path, error.Message, "a whole zip of config.json, metadata.json and model.weights.h5", "save the model again", error);
        }
    }

    // No more is unpacked than the entry states, nor than makes sense.
    private static byte[] Entry(ZipArchive zip, string name, long longest, string path)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InputException(
            "The zip is no .keras file.", path, string.Join(", ", zip.Entries.Take(6).Select(other => other.FullName)), $"{ConfigurationEntry} and {WeightsEntry} in it", "save the model with model.save(\"model.keras\"); a .hourglass file needs no import");
        if (entry.Length > Math.Min(longest, Array.MaxLength))
            throw new InputException("The .keras file claims to hold more than it can.", path, $"{name} of {entry.Length} bytes", $"at most {Math.Min(longest, Array.MaxLength)}", "save the model again");
        var bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static DenseStack Stack(Hdf5File file, string? configuration, string source)
    {
        bool isKeras3 = file.IsGroup("layers") || file.IsGroup("_layer_checkpoint_dependencies");
        if (configuration is null) return new DenseStack(source, [.. WithoutConfiguration(isKeras3 ? Pairs(file, "layers") : Arrays(file, source), source)]);
        IReadOnlyList<KerasLayer> layers = KerasLayer.Read(configuration, source);
        Queue<(string Path, int[] Shape, float[] Values)> arrays = new(isKeras3 ? layers.SelectMany(layer => Variables(file, PlaceOf(file, layer, source))) : Arrays(file, source));
        DenseWeights[] weights = [.. layers.Select(layer => Take(arrays, layer, source))];
        if (arrays.TryDequeue(out var rest)) throw new InputException("The file holds weights of no layer.", source, $"'{rest.Path}'", "weights of the layers in its configuration only", "save the model again");
        int encoder = layers.Count(layer => layer.Part == 0);
        return new DenseStack(source, [.. weights], encoder < layers.Count ? encoder : null);
    }

    private static DenseWeights Take(Queue<(string Path, int[] Shape, float[] Values)> arrays, KerasLayer layer, string source)
    {
        float[] Next(string what, Func<int[], bool> fits, string shape)
        {
            if (!arrays.TryDequeue(out (string Path, int[] Shape, float[] Values) array))
                throw new InputException("A weight is missing.", $"{source}, layer '{layer.Name}'", $"no {what}", $"a {what} of shape {shape}", "save the model again");
            return fits(array.Shape) ? array.Values : throw new InputException(
                "A weight does not fit its layer.", $"{source}, layer '{layer.Name}', '{array.Path}'", $"shape [{string.Join(", ", array.Shape)}]", $"a {what} of shape {shape}", "save the model again");
        }

        float[] kernel = Next("kernel", shape => shape.Length == 2 && shape[0] > 0 && shape[1] == layer.Units && layer.Units > 0, $"[inputs, {layer.Units}]");
        float[]? bias = layer.HasBias ? Next("bias", shape => shape is [var width] && width == layer.Units, $"[{layer.Units}]") : null;
        return new DenseWeights(layer.Name, kernel.Length / layer.Units, kernel, bias, layer.Activation);
    }

    private static string PlaceOf(Hdf5File file, KerasLayer layer, string source)
    {
        string folder = layer.Place[..(layer.Place.LastIndexOf('/') + 1)];
        string[] places = [layer.Place, folder + layer.Name, layer.Place.Replace("layers/", "_layer_checkpoint_dependencies/", StringComparison.Ordinal)];
        return places.FirstOrDefault(place => file.IsGroup($"{place}/vars"))
            ?? throw new InputException("A weight is missing.", $"{source}, layer '{layer.Name}'", $"no group '{layer.Place}/vars'", "the weights of every layer in the configuration", "save the model again");
    }

    // Keras 3: the variables of a layer are numbered.
    private static IEnumerable<(string Path, int[] Shape, float[] Values)> Variables(Hdf5File file, string place)
    {
        for (int number = 0; file.Has($"{place}/vars/{number}"); number++)
        {
            (int[] shape, float[] values) = file.Numbers($"{place}/vars/{number}");
            yield return ($"{place}/vars/{number}", shape, values);
        }
    }

    // Keras 2, and .h5 of Keras 3: layers and their weights are listed by name.
    private static IEnumerable<(string Path, int[] Shape, float[] Values)> Arrays(Hdf5File file, string source)
    {
        string root = file.IsGroup("model_weights") ? "model_weights" : "";
        IReadOnlyList<string> layers = file.Texts(root, "layer_names") ?? throw new InputException(
            "The HDF5 file is none of Keras.", source, "neither a group 'layers' nor an attribute 'layer_names'", "weights as Keras 2 or 3 saves them", "save the model with model.save(\"model.keras\")");
        foreach (string layer in layers)
        {
            string group = root.Length == 0 ? layer : $"{root}/{layer}";
            foreach (string weight in file.Texts(group, "weight_names") ?? [])
            {
                (int[] shape, float[] values) = file.Numbers($"{group}/{weight}");
                yield return ($"{group}/{weight}", shape, values);
            }
        }
    }

    // .weights.h5 of Keras 3: layers of a class are numbered as they come, so that only Dense layers have an order.
    private static IEnumerable<(string Path, int[] Shape, float[] Values)> Pairs(Hdf5File file, string group)
    {
        foreach (string child in file.Children(group).OrderBy(NumberOf))
        {
            string place = $"{group}/{child}";
            if (file.IsGroup($"{place}/layers"))
            {
                foreach (var array in Pairs(file, $"{place}/layers")) yield return array;
            }
            else if (file.IsGroup($"{place}/vars"))
            {
                foreach (var array in Variables(file, place)) yield return array;
            }
        }
    }

    private static int NumberOf(string name) => int.TryParse(name.AsSpan(name.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // A matrix begins a layer, a vector is the bias of the one before it.
    private static List<DenseWeights> WithoutConfiguration(IEnumerable<(string Path, int[] Shape, float[] Values)> arrays, string source)
    {
        List<DenseWeights> layers = [];
        foreach ((string path, int[] shape, float[] values) in arrays)
        {
            if (shape is [var inputs and > 0, > 0]) layers.Add(new DenseWeights(LayerOf(path), inputs, values, null, null));
            else if (shape is [var width] && layers.Count > 0 && layers[^1].Bias is null && width == layers[^1].Width && LayerOf(path) == layers[^1].Name) layers[^1] = layers[^1] with { Bias = values };
            else throw new InputException("Only Dense layers can be imported.", $"{source}, '{path}'", $"shape [{string.Join(", ", shape)}]", "a kernel [in, out] and a bias [out] for each layer", "import a model of Dense layers");
        }

        return layers.Count > 0 ? layers : throw new InputException("The file holds no weights.", source, "no layer", "the weights of Dense layers", "save the weights again");
    }

    // "layers/dense_1/vars/0" and "model_weights/dense_1/dense_1/kernel:0" -> "dense_1".
    private static string LayerOf(string path) => path.Split('/') is [.., var layer, "vars", _] ? layer : path.Split('/')[^2];
}
