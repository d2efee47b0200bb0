using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;

namespace Hourglass.Layers;

/// <summary>
/// Two convolutions of 3 x 3 whose result is added to what entered: y = activation(x + c2(activation(c1(x)))), <c>[batch, height, width, channels] -> the
/// same</c>; each convolution keeps the pictures' size and, if asked for, is normalised. He et al. 2016 (deep residual learning), figure 2.
/// Parameters: those of the layers <c>0</c> and <c>1</c> (convolutions), and <c>0.normalisation</c> and <c>1.normalisation</c>.
/// </summary>
public sealed record ResidualBlock : Layer
{
    /// <summary>Applied behind the first convolution and behind the sum; ReLU by default.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Normalises what each convolution gives; none when null (default).</summary>
    public Layer? Normalisation { get; init; }

    /// <summary>First values of the kernels; the activation's own by default.</summary>
    public Initialiser? Initialiser { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"residual block, {Activation}";

    /// <inheritdoc/>
    /// <exception cref="InputException">What enters is no picture.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Node inner = Activation.Apply(Convolve(builder, "0", input));
        return Activation.Apply(input + Convolve(builder, "1", inner));
    }

    private Node Convolve(GraphBuilder builder, string name, Node input)
    {
        var convolution = new Convolution(input.Shape.Features, 3) { Padding = 1, Initialiser = Initialiser ?? Activation.Initialiser, Bias = Normalisation is null };
        using IDisposable scope = builder.Within(name);
        Node output = convolution.Build(builder, input);
        if (Normalisation is null) return output;
        using (builder.Within("normalisation")) return Normalisation.Build(builder, output);
    }
}
