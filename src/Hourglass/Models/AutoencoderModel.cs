using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Errors;
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

    /// <summary>The decoder: <c>[batch, code] -> [batch, logits]</c>, for the likelihood. Called after <see cref="Encode"/> or alone.</summary>
    /// <param name="builder">Declares parameters.</param>
    /// <param name="code">Codes.</param>
    /// <param name="logits">How many numbers the likelihood asks for: the width of a row, or a multiple of it.</param>
    public abstract Node Decode(GraphBuilder builder, Node code, int logits);

    /// <summary>The architecture for rows of a shape, for instance <c>[28, 28]</c>: where it needs to know it, it takes note of it; itself by default.</summary>
    /// <param name="rowShape">Shape of a row of the training data.</param>
    public virtual AutoencoderModel ForRows(ImmutableArray<int> rowShape) => this;

    /// <summary>
    /// True when the decoder makes each value of a row from the code and the values before it. Then it is trained on rows that are known
    /// (teacher forcing), and a row is decoded one value after the other.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsAutoregressive => false;

    /// <summary>The value, in scaled units, after which an autoregressive decoder has nothing more to say of a row: what follows is 0. None when null (default).</summary>
    [JsonIgnore]
    public virtual float? EndValue => null;

    /// <summary>The decoder when the row is known whose values it should give; one that is not autoregressive does not look at it.</summary>
    /// <param name="builder">Declares parameters.</param>
    /// <param name="code">Codes.</param>
    /// <param name="logits">How many numbers the likelihood asks for.</param>
    /// <param name="row">The row, <c>[batch, features]</c>; logits of a value may depend on the values before it only.</param>
    public virtual Node DecodeKnowing(GraphBuilder builder, Node code, int logits, Node row) => Decode(builder, code, logits);

    /// <summary>Size of the code for rows of a width.</summary>
    /// <exception cref="InputException">The encoder does not give a vector a row, or a setting is out of range.</exception>
    public int CodeSize(int features)
    {
        var graph = new Graph();
        return CodeOf(new GraphBuilder(graph, false), graph.Input("row", Shape.Batch(features))).Shape.Columns;
    }

    /// <summary>The code, its shape checked.</summary>
    internal Node CodeOf(GraphBuilder builder, Node input) => ModelShapes.Code(Encode(builder, input), this);

    /// <summary>The logits, their shape checked; of a row that is known, or of the code alone when null.</summary>
    internal Node LogitsOf(GraphBuilder builder, Node code, int count, Node? row)
    {
        int before = builder.Layers.Count;
        Node logits = row is null ? Decode(builder, code, count) : DecodeKnowing(builder, code, count, row);
        return ModelShapes.Logits(logits, count, this, builder.Layers.Skip(before));
    }
}
