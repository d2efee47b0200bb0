using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Likelihoods;

namespace Outsider;

/// <summary>ln cosh(x^ - x) per value: squared near zero, absolute far away, so that single wild values weigh less; Keras's <c>log_cosh</c>.</summary>
public sealed record LogCosh : Likelihood
{
    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => logits;

    /// <inheritdoc/>
    public override Node Loss(Node logits, Node target)
    {
        // cosh itself overflows early; this form of its logarithm does not.
        Node difference = logits - target;
        Node logCosh = difference + (difference * -2).Softplus() - Math.Log(2);
        return logCosh.SumColumns() * (1.0 / logits.Shape.Columns);
    }
}
