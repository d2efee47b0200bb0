using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Models;

namespace Outsider;

/// <summary>
/// One matrix W and one centre m: code = (x - m) W, reconstruction = code W^T + m. Trained on the squared error it finds what principal
/// component analysis finds, and no more (Baldi and Hornik 1989). Use it to see how far a straight line goes.
/// Parameters: <c>weight</c> [features, Code], <c>centre</c> [features].
/// </summary>
/// <param name="Code">Size of the code, 1 or more.</param>
public sealed record SubspaceAutoencoder(int Code) : AutoencoderModel
{
    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input)
    {
        (Node weight, Node centre) = Parameters(builder, input.Shape.Columns);
        return (input - centre).MatrixMultiply(weight);
    }

    /// <inheritdoc/>
    public override Node Decode(GraphBuilder builder, Node code, int logits)
    {
        (Node weight, Node centre) = Parameters(builder, logits);
        return code.MatrixMultiply(weight.Transpose(), centre);
    }

    // Declared under the same paths by encoder and decoder, hence shared.
    private (Node Weight, Node Centre) Parameters(GraphBuilder builder, int features) => (
        builder.Parameter("weight", Shape.Fixed(features, Code), Initialiser.Orthogonal),
        builder.Parameter("centre", Shape.Fixed(features), Initialiser.Zeros));
}
