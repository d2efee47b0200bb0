using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>
/// An architecture: how rows become codes and codes become logits. Settings only, immutable; it describes and does nothing else.
/// To add a variant, derive from this and name it in a catalog (docs/add-a-model.md).
/// </summary>
public abstract record AutoencoderModel
{
    /// <summary>The encoder: <c>[batch, features] -> [batch, code]</c>.</summary>
    /// <param name="builder">Declares parameters.</param>
    /// <param name="input">Scaled rows.</param>
    public abstract Node Encode(GraphBuilder builder, Node input);

    /// <summary>The decoder: <c>[batch, code] -> [batch, features]</c>, logits for the likelihood. Called after <see cref="Encode"/> or alone.</summary>
    /// <param name="builder">Declares parameters.</param>
    /// <param name="code">Codes.</param>
    /// <param name="features">Width of a row.</param>
    public abstract Node Decode(GraphBuilder builder, Node code, int features);

    /// <summary>Size of the code for rows of a width.</summary>
    public int CodeSize(int features)
    {
        var graph = new Graph();
        return Encode(new GraphBuilder(graph, false), graph.Input("row", Shape.Batch(features))).Shape.Columns;
    }
}
