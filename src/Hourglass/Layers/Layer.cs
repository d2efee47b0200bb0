using System.Text.Json.Serialization;
using Hourglass.Graphs;

namespace Hourglass.Layers;

/// <summary>
/// A part of an encoder or decoder: settings, and how they become operations in a graph. Immutable; the weights live elsewhere.
/// To add one, derive from this and name it in a catalog (docs/add-a-layer.md).
/// </summary>
public abstract record Layer
{
    /// <summary>What it is, in words, for a look at a model; the type's name by default. Never written to model files.</summary>
    [JsonIgnore]
    public virtual string Kind => GetType().Name;

    /// <summary>
    /// The PyTorch modules that do the same, as Python expressions: <c>nn.Linear(64, 16)</c>, <c>nn.ReLU()</c>. The first one has the weights, whose
    /// names and layouts the layer states with <see cref="TorchForm"/> where it declares them. By default one module without a name of its own.
    /// </summary>
    /// <param name="input">Shape of what enters the layer; PyTorch has the channels of pictures before their pixels.</param>
    public virtual IReadOnlyList<string> TorchModules(Shape input) => [];

    /// <summary>Adds this layer's operations.</summary>
    /// <param name="builder">Declares parameters; tells whether this is a training step.</param>
    /// <param name="input"><c>[batch, features]</c>.</param>
    /// <returns><c>[batch, features of the result]</c>.</returns>
    public abstract Node Build(GraphBuilder builder, Node input);
}
