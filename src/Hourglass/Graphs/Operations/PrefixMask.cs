using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Ones up to a random place in each row and zeros behind it, the mask of nested dropout: the number of ones is n with probability Rate (1 - Rate)^(n - 1),
/// a geometric distribution, and all columns when n goes beyond them. Source: Rippel, Gelbart and Adams 2014, section 3.
/// </summary>
/// <param name="Path">A stable path, unique in the graph.</param>
/// <param name="Shape">The result's shape.</param>
/// <param name="Rate">Probability that a row ends at a column it has reached, above 0 and below 1.</param>
public sealed record PrefixMask(string Path, Shape Shape, double Rate) : Source
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    /// <inheritdoc/>
    protected override void Fill(int row, RunSettings run, Span<float> values)
    {
        double uniform = Philox.Uniform(run.RandomWords(Philox.Key(run.Seed, Path), row, 0).R0);
        int ones = (int)Math.Min(values.Length, 1 + Math.Floor(Math.Log(uniform) / Math.Log(1 - Rate)));
        values[..ones].Fill(1);
        values[ones..].Clear();
    }
}
