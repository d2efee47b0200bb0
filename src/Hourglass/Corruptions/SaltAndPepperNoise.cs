using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Corruptions;

/// <summary>Sets values at random to 0 or 1, the extremes of data in [0, 1], with equal chance (Vincent et al. 2010).</summary>
/// <param name="Amount">Share of the values, above 0 and below 1.</param>
public sealed record SaltAndPepperNoise(double Amount) : Corruption
{
    /// <inheritdoc/>
    /// <exception cref="InputException">The share is not above 0 and below 1.</exception>
    public override Node Apply(Node input)
    {
        Check(Amount is > 0 and < 1, Amount, "a share above 0 and below 1");
        Graph graph = input.Graph;
        Node keep = graph.Apply(new RandomMask(graph.UniquePathOf("salt-and-pepper"), input.Shape, 1 - Amount, 1));
        Node salt = graph.Apply(new RandomMask(graph.UniquePathOf("salt"), input.Shape, 0.5, 1));
        return (input * keep) + ((1 - keep) * salt);
    }
}
