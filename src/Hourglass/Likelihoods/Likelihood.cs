using System.Text.Json.Serialization;
using Hourglass.Graphs;

namespace Hourglass.Likelihoods;

/// <summary>
/// How a decoder's output (the logits) is read: what reconstruction it stands for, and what error it makes on a row of targets.
/// To add one, derive from this and name it in a catalog.
/// </summary>
public abstract record Likelihood
{
    /// <summary>The reconstruction, in the units of the scaled data.</summary>
    /// <param name="logits">The decoder's output, <c>[batch, features]</c>.</param>
    public abstract Node Reconstruction(Node logits);

    /// <summary>The error of each row.</summary>
    /// <param name="logits">The decoder's output, <c>[batch, features]</c>.</param>
    /// <param name="target">The scaled data, <c>[batch, features]</c>.</param>
    /// <returns><c>[batch, 1]</c>.</returns>
    public abstract Node Loss(Node logits, Node target);

    /// <summary>True when targets must lie in [0, 1].</summary>
    [JsonIgnore]
    public virtual bool NeedsUnitInterval => false;
}
