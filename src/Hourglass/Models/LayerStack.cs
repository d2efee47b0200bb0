using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>Layers applied one after the other, each in a scope of its own: <c>encoder.0</c>, <c>encoder.1</c>, ...</summary>
public static class LayerStack
{
    /// <summary>Applies the layers.</summary>
    /// <param name="builder">Declares parameters.</param>
    /// <param name="name">Name of the stack.</param>
    /// <param name="layers">First to last.</param>
    /// <param name="input"><c>[batch, features]</c>.</param>
    public static Node Build(GraphBuilder builder, string name, IEnumerable<Layer> layers, Node input)
    {
        int index = 0;
        foreach (Layer layer in layers) input = builder.Layer($"{name}.{index++}", layer, input);
        return input;
    }
}
