using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;

namespace Hourglass.Layers;

/// <summary>
/// Two convolutions of 3 x 3 whose result is added to what entered: y = activation(x + c2(activation(c1(x)))), <c>[batch, height, width, channels] -> the
/// same</c>; each convolution keeps the pictures' size and, if asked for, is normalised. He et al. 2016 (deep residual learning), figure 2.
/// Parameters: those of the convolutions <c>0</c> and <c>1</c>; with a normalisation those of the convolutions <c>0.0</c> and <c>1.0</c> and of the normalisations
/// <c>0.1</c> and <c>1.1</c>.
/// </summary>
public sealed record ResidualBlock : Layer
{
    /// <summary>Applied behind the first convolution and behind the sum; ReLU by default.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Normalises what each convolution gives; none when null (default).</summary>
    public Layer? Normalisation { get; init; }

    /// <summary>
    /// First values of the kernels. By default the first one's are the activation's own, and the second one's are zeros unless it is normalised: a block then
    /// begins as nothing but the way around it, and a deep net learns from the first step (Goyal et al. 2017, section 5.1, of normalised ones).
    /// </summary>
    public Initialiser? Initialiser { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"residual block, {Activation}";

    /// <inheritdoc/>
    /// <remarks>PyTorch has no such module; docs/weights.md shows the few lines that make one.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        IEnumerable<string> layers = [.. ConvolutionOf(input.Features).TorchModules(input), .. Normalisation?.TorchModules(input) ?? []];
        string half = Normalisation is null ? layers.Single() : $"nn.Sequential({string.Join(", ", layers)})";
        return [$"ResidualBlock({string.Join(", ", [half, half, .. Activation.TorchModules])})"];
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">What enters is no picture.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Initialiser first = Initialiser ?? Activation.Initialiser, second = Initialiser ?? (Normalisation is null ? Initialiser.Zeros : first);
        Node inner = Activation.Apply(Half(builder, "0", input, first));
        return Activation.Apply(input + Half(builder, "1", inner, second));
    }

    private Node Half(GraphBuilder builder, string name, Node input, Initialiser initialiser)
    {
        using IDisposable scope = builder.Within(name);
        Convolution convolution = ConvolutionOf(input.Shape.Features) with { Initialiser = initialiser };
        if (Normalisation is null) return convolution.Build(builder, input);
        Node output;
        using (builder.Within("0")) output = convolution.Build(builder, input);
        using (builder.Within("1")) return Normalisation.Build(builder, output);
    }

    // A normalisation has an offset of its own.
    private Convolution ConvolutionOf(int channels) => new(channels, 3) { Padding = 1, Bias = Normalisation is null };
}
