using System.Text.Json;
using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>A function applied to each element between layers. Known by name on the command line and in model files.</summary>
[JsonConverter(typeof(ActivationConverter))]
public sealed class Activation
{
    private readonly Func<Node, Node> _apply;

    private Activation(string name, string? torchModule, Initialiser initialiser, Func<Node, Node> apply)
    {
        Name = name;
        TorchModules = torchModule is null ? [] : [torchModule];
        Initialiser = initialiser;
        _apply = apply;
    }

    /// <summary>x itself.</summary>
    public static Activation Linear { get; } = new("linear", null, Initialiser.GlorotUniform, x => x);

    /// <summary>max(x, 0): Nair and Hinton 2010.</summary>
    public static Activation Relu { get; } = new("relu", "nn.ReLU()", Initialiser.GlorotUniform, x => x.Relu());

    /// <summary>max(x, 0.01 x): Maas, Hannun and Ng 2013.</summary>
    public static Activation LeakyRelu { get; } = new("leaky-relu", "nn.LeakyReLU(0.01)", Initialiser.GlorotUniform, x => x.Maximum(x * 0.01));

    /// <summary>x for x > 0, e^x - 1 below: Clevert, Unterthiner and Hochreiter 2016, alpha 1.</summary>
    public static Activation Elu { get; } = new("elu", "nn.ELU()", Initialiser.GlorotUniform, x => ExponentialLinear(x, 1));

    /// <summary>1.0507 (x for x > 0, 1.6733 (e^x - 1) below): self-normalising, Klambauer et al. 2017.</summary>
    public static Activation Selu { get; } =
        new("selu", "nn.SELU()", Initialiser.LeCunNormal, x => ExponentialLinear(x, 1.6732632423543772) * 1.0507009873554805);

    /// <summary>x Phi(x) in its tanh form: Hendrycks and Gimpel 2016.</summary>
    public static Activation Gelu { get; } = new(
        "gelu", "nn.GELU(approximate='tanh')", Initialiser.GlorotUniform, x => x * (((x + (x.Square() * x * 0.044715)) * Math.Sqrt(2 / Math.PI)).Tanh() + 1) * 0.5);

    /// <summary>x sigmoid(x), also called SiLU: Ramachandran, Zoph and Le 2017.</summary>
    public static Activation Swish { get; } = new("swish", "nn.SiLU()", Initialiser.GlorotUniform, x => x * x.Sigmoid());

    /// <summary>1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new("sigmoid", "nn.Sigmoid()", Initialiser.GlorotUniform, x => x.Sigmoid());

    /// <summary>tanh x.</summary>
    public static Activation Tanh { get; } = new("tanh", "nn.Tanh()", Initialiser.GlorotUniform, x => x.Tanh());

    /// <summary>ln(1 + e^x).</summary>
    public static Activation Softplus { get; } = new("softplus", "nn.Softplus()", Initialiser.GlorotUniform, x => x.Softplus());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Linear, Relu, LeakyRelu, Elu, Selu, Gelu, Swish, Sigmoid, Tanh, Softplus];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The PyTorch module that does the same, as a Python expression; none for <see cref="Linear"/>.</summary>
    public IReadOnlyList<string> TorchModules { get; }

    /// <summary>The function of the variable <c>logits</c>, as a Python expression of PyTorch.</summary>
    internal string ReconstructionInTorch => TorchModules is [string module] ? $"{module}(logits)" : "logits";

    /// <summary>What a dense layer before it draws its weights with, unless told otherwise: Keras's default, but for SELU.</summary>
    public Initialiser Initialiser { get; }

    /// <summary>Finds an activation by name.</summary>
    /// <exception cref="InputException">There is none of this name.</exception>
    public static Activation Parse(string name) => All.FirstOrDefault(activation => activation.Name == name)
        ?? throw new InputException("The activation is not known.", "activation", name, $"one of {string.Join(", ", All)}", "name one of these");

    /// <summary>Applies it to every element.</summary>
    public Node Apply(Node x) => _apply(x);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Node ExponentialLinear(Node x, double alpha) => x.Relu() + (((-(-x).Relu()).Exp() - 1) * alpha);
}

/// <summary>Writes an activation by its name.</summary>
public sealed class ActivationConverter : JsonConverter<Activation>
{
    /// <inheritdoc/>
    public override Activation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        return Activation.All.FirstOrDefault(a => a.Name == name) ?? throw new JsonException($"There is no activation '{name}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Activation value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}
