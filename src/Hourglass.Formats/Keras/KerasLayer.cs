using System.Text.Json;
using Hourglass.Errors;
using Hourglass.Layers;

namespace Hourglass.Formats.Keras;

/// <summary>A Dense layer as a Keras configuration describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">The group with its weights in a file of Keras 3: <c>layers/dense_1</c>.</param>
/// <param name="Units">Numbers that leave it.</param>
/// <param name="HasBias">Whether it has a bias.</param>
/// <param name="Activation">Its activation.</param>
/// <param name="Part">Which of the models inside the model it belongs to, from 0; 0 where there are none.</param>
internal sealed record KerasLayer(string Name, string Place, int Units, bool HasBias, Activation Activation, int Part)
{
    // Activations that are the same function here; Keras's gelu (exact) and leaky_relu (slope 0.2) are others than ours.
    private static readonly Dictionary<string, Activation> s_activations = new()
    {
        ["linear"] = Activation.Linear,
        ["relu"] = Activation.Relu,
        ["elu"] = Activation.Elu,
        ["selu"] = Activation.Selu,
        ["swish"] = Activation.Swish,
        ["silu"] = Activation.Swish,
        ["sigmoid"] = Activation.Sigmoid,
        ["tanh"] = Activation.Tanh,
        ["softplus"] = Activation.Softplus,
    };

    // Layers that change no number of a row when a model is used, or only how a row is laid out.
    private static readonly HashSet<string> s_passing = ["InputLayer", "Dropout", "GaussianNoise", "GaussianDropout", "ActivityRegularization", "Flatten", "Reshape"];

    /// <summary>The Dense layers of a model's configuration, first to last.</summary>
    /// <param name="json">The configuration: <c>config.json</c> of a .keras file, <c>model_config</c> of an .h5 one.</param>
    /// <param name="source">What to call the file.</param>
    /// <exception cref="InputException">It is no plain stack of Dense layers.</exception>
    public static IReadOnlyList<KerasLayer> Read(string json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            List<KerasLayer> layers = [];
            Add(layers, document.RootElement, "", 0, source);
            return layers.Count > 0 ? layers : throw NotAStack(source, "no Dense layer");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InputException("The model's configuration cannot be understood.", source, error.Message.ReplaceLineEndings(" "), "a configuration as Keras 2 or 3 writes it", "save the model again", error);
        }
    }

    private static void Add(List<KerasLayer> layers, JsonElement model, string place, int part, string source)
    {
        string kind = Text(model, "class_name");
        if (kind is not ("Sequential" or "Functional" or "Model")) throw NotAStack(source, $"a {kind}");
        JsonElement config = model.GetProperty("config");
        JsonElement list = config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers");
        if (kind != "Sequential") RequireChain(list, source);
        Dictionary<string, int> used = [];
        foreach (JsonElement layer in list.EnumerateArray())
        {
            // Weights lie under the class's name, numbered as the layers come.
            string className = Text(layer, "class_name"), group = SnakeCase(className == "Model" ? "Functional" : className);
            int number = used[group] = used.GetValueOrDefault(group, -1) + 1;
            string inside = $"{place}layers/{group}{(number == 0 ? "" : $"_{number}")}";
            if (className is "Sequential" or "Functional" or "Model") Add(layers, layer, inside + "/", layers.Count == 0 ? 0 : layers[^1].Part + 1, source);
            else if (className == "Dense") layers.Add(OfDense(layer.GetProperty("config"), inside, layers.Count == 0 ? part : Math.Max(part, layers[^1].Part), source));
            else if (className == "Activation" && layers.Count > 0 && layers[^1].Activation == Activation.Linear) layers[^1] = layers[^1] with { Activation = OfActivation(layer.GetProperty("config"), source) };
            else if (!s_passing.Contains(className)) throw NotAStack(source, $"a layer {className}");
        }
    }

    private static KerasLayer OfDense(JsonElement config, string place, int part, string source) => new(
        Text(config, "name"), place, config.GetProperty("units").GetInt32(), !config.TryGetProperty("use_bias", out JsonElement bias) || bias.GetBoolean(), OfActivation(config, source), part);

    private static Activation OfActivation(JsonElement config, string source)
    {
        JsonElement activation = config.TryGetProperty("activation", out JsonElement given) ? given : default;
        string name = activation.ValueKind switch { JsonValueKind.Undefined or JsonValueKind.Null => "linear", JsonValueKind.String => activation.GetString()!, _ => "one of its own" };
        return s_activations.GetValueOrDefault(name) ?? throw new InputException(
            "The activation is not known here.", $"{source}, layer '{Text(config, "name")}'", name, $"one of {string.Join(", ", s_activations.Keys)}", "only these are the same function in both");
    }

    // In a graph of layers each but the first takes the one before it and nothing else.
    private static void RequireChain(JsonElement layers, string source)
    {
        string? before = null;
        foreach (JsonElement layer in layers.EnumerateArray())
        {
            string name = layer.TryGetProperty("name", out JsonElement given) ? given.GetString()! : Text(layer.GetProperty("config"), "name");
            string[] inputs = layer.TryGetProperty("inbound_nodes", out JsonElement nodes) ? [.. InputsOf(nodes)] : [];
            if (before is null ? inputs.Length > 0 : inputs.Length != 1 || inputs[0] != before)
                throw NotAStack(source, $"layer '{name}' after {(inputs.Length == 0 ? "nothing" : string.Join(", ", inputs.Select(input => $"'{input}'")))}");
            before = name;
        }
    }

    // Keras 2 writes [[[name, node, tensor, {}]]], Keras 3 objects with "keras_history": [name, node, tensor].
    private static IEnumerable<string> InputsOf(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array when node.GetArrayLength() >= 3 && node[0].ValueKind == JsonValueKind.String && node[1].ValueKind == JsonValueKind.Number => [node[0].GetString()!],
        JsonValueKind.Array => node.EnumerateArray().SelectMany(InputsOf),
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member => InputsOf(member.Value)),
        _ => [],
    };

    private static InputException NotAStack(string source, string found) => new(
        "The Keras model is no plain stack of Dense layers.", source, found, "Dense layers one after the other, alone or as an encoder and a decoder, with dropout, noise, Flatten and Reshape between them",
        "import such a model, or its weights alone with a model to compare with");

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString() ?? throw new FormatException($"'{key}' is null");

    private static string SnakeCase(string name) => string.Concat(name.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
