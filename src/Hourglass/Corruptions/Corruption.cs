using Hourglass.Graphs;

namespace Hourglass.Corruptions;

/// <summary>
/// Damage done to the scaled input in training, while the target stays clean: a denoising autoencoder (Vincent et al. 2008).
/// </summary>
public abstract record Corruption
{
    /// <summary>The damaged input.</summary>
    /// <param name="input">Scaled rows, <c>[batch, features]</c>.</param>
    public abstract Node Apply(Node input);
}
