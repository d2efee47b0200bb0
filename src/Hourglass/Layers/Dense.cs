using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A fully connected layer: y = activation(x W + b), <c>[batch, inputs] -> [batch, Width]</c>.
/// Parameters: <c>weight</c> [inputs, Width], <c>bias</c> [Width].
/// </summary>
/// <param name="Width">Number of units, 1 or more.</param>
public sealed record Dense(int Width) : Layer
{
    /// <summary>Applied to every unit; linear by default.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>First values of the weights; the activation's own by default (Glorot uniform, as in Keras, for most).</summary>
    public Initialiser? Initialiser { get; init; }

    /// <summary>Whether there is a bias, starting at zero; true by default.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"dense, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => [$"nn.Linear({input.Columns}, {Width}{(Bias ? "" : ", bias=False")})", .. Activation.TorchModules];

    /// <inheritdoc/>
    /// <exception cref="InputException">The width is below 1, or what enters has pixels or positions.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (Width < 1)
            throw new InputException("The dense layer cannot be built.", $"width of '{builder.Graph.Scope}'", $"{Width}", "a layer has at least one unit", "change this setting");
        if (input.Shape.Dimensions.Length != 1)
            throw new InputException($"The layer takes rows: {Kind}.", $"layer '{builder.Graph.Scope}'", $"{input.Shape}", "[batch, features]", "put a layer Flattening() before it");
        Node weight = builder.Parameter("weight", Shape.Fixed(input.Shape.Columns, Width), Initialiser ?? Activation.Initialiser);
        builder.Torch.Tensor("weight", isTransposed: true, weight);
        if (!Bias) return Activation.Apply(input.MatrixMultiply(weight));
        Node bias = builder.Parameter("bias", Shape.Fixed(Width), Layers.Initialiser.Zeros);
        builder.Torch.Tensor("bias", isTransposed: false, bias);
        return Activation.Apply(input.MatrixMultiply(weight, bias));
    }
}
