using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Corruptions;

/// <summary>
/// Adds normal noise to every value and cuts the sum to [0, 1], as the Keras blog does with pixels. <see cref="GaussianNoise"/> cuts nothing, so that the noise
/// stays what it is said to be and data of any range can be damaged; this one is what a noisy picture stored as bytes looks like.
/// </summary>
/// <param name="Amount">Standard deviation before the cut, in units of the scaled data; above 0.</param>
public sealed record ClippedGaussianNoise(double Amount) : Corruption
{
    /// <inheritdoc/>
    /// <exception cref="InputException">The deviation is not above 0.</exception>
    public override Node Apply(Node input) => new GaussianNoise(Amount).Apply(input).Clip(0, 1);
}
