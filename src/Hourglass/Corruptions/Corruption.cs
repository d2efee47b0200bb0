using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;

namespace Hourglass.Corruptions;

/// <summary>
/// Damage done to the scaled input in training, while the target stays clean: a denoising autoencoder (Vincent et al. 2008).
/// </summary>
public abstract record Corruption
{
    /// <summary>The corruption for rows of a shape, for instance <c>[28, 28]</c>: where it needs to know it, it takes note of it; itself by default.</summary>
    /// <param name="rowShape">Shape of a row of the training data.</param>
    public virtual Corruption ForRows(ImmutableArray<int> rowShape) => this;

    /// <summary>The damaged input.</summary>
    /// <param name="input">Scaled rows, <c>[batch, features]</c>.</param>
    public abstract Node Apply(Node input);

    /// <summary>Refuses an amount that is out of range.</summary>
    /// <exception cref="InputException">It is.</exception>
    protected void Check(bool holds, double amount, string rule)
    {
        if (!holds) throw new InputException("The corruption cannot be built.", GetType().Name, FormattableString.Invariant($"{amount}"), rule, "change its amount");
    }
}
