using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Corruptions;

/// <summary>Sets values to zero at random (Vincent et al. 2008).</summary>
/// <param name="Amount">Share of the values, above 0 and below 1.</param>
public sealed record MaskingNoise(double Amount) : Corruption
{
    /// <inheritdoc/>
    /// <exception cref="InputException">The share is not above 0 and below 1.</exception>
    public override Node Apply(Node input)
    {
        Check(Amount is > 0 and < 1, Amount, "a share above 0 and below 1");
        return input * input.Graph.Apply(new RandomMask(input.Graph.UniquePathOf("masking-noise"), input.Shape, 1 - Amount, 1));
    }
}
