using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Corruptions;

/// <summary>Adds normal noise to every value.</summary>
/// <param name="Amount">Standard deviation, in units of the scaled data; above 0.</param>
public sealed record GaussianNoise(double Amount) : Corruption
{
    /// <inheritdoc/>
    /// <exception cref="InputException">The deviation is not above 0.</exception>
    public override Node Apply(Node input)
    {
        Check(Amount > 0 && double.IsFinite(Amount), Amount, "a deviation above 0");
        return input + (input.Graph.Apply(new RandomNormal(input.Graph.UniquePathOf("gaussian-noise"), input.Shape)) * Amount);
    }
}
