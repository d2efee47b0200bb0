using Hourglass.Graphs;
using Hourglass.Layers;
using Hourglass.Likelihoods;

namespace Hourglass.Models;

/// <summary>The graph of a decoder alone: codes to logits, to the reconstruction or to a sample.</summary>
/// <param name="Code"><c>[batch, code]</c>.</param>
/// <param name="Row">The values known so far, <c>[batch, features]</c>, for an autoregressive decoder; null for others.</param>
/// <param name="Logits"><c>[batch, logits]</c>.</param>
/// <param name="Reconstruction"><c>[batch, features]</c>, scaled.</param>
/// <param name="Sample">A row drawn from the likelihood, <c>[batch, features]</c>, scaled.</param>
public sealed record DecoderGraph(Node Code, Node? Row, Node Logits, Node Reconstruction, Node Sample)
{
    /// <summary>Builds the graph.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    /// <param name="codeSize">Size of the code.</param>
    /// <exception cref="Errors.InputException">A part gives another shape than its place asks for, or a setting of it is out of range.</exception>
    public static DecoderGraph Build(AutoencoderDescription description, int features, int codeSize)
    {
        var builder = new GraphBuilder(new Graph(), false);
        Node code = builder.Graph.Input("code", Shape.Batch(codeSize));
        Node? row = description.Architecture.IsAutoregressive ? builder.Graph.Input("row", Shape.Batch(features)) : null;
        Likelihood likelihood = description.Likelihood;
        Node logits = description.Architecture.LogitsOf(builder, code, likelihood.LogitsFor(features), row);
        Node reconstruction = ModelShapes.Rows(likelihood.Reconstruction(logits), features, likelihood, "reconstruction");
        return new(code, row, logits, reconstruction, ModelShapes.Rows(likelihood.Sample(logits), features, likelihood, "sample"));
    }
}
