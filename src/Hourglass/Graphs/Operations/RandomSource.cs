using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Random numbers that are a pure function of (seed, path, step, global row, column): the same for any number of threads, and made anew
/// rather than stored.
/// </summary>
/// <param name="Path">A stable path, unique in the graph: <see cref="Graph.UniquePathOf"/>.</param>
/// <param name="Shape">The result's shape.</param>
public abstract record RandomSource(string Path, Shape Shape) : Source
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    /// <summary>Turns four random words into four numbers.</summary>
    protected abstract void Convert((uint R0, uint R1, uint R2, uint R3) words, Span<float> four);

    /// <inheritdoc/>
    protected override void Fill(int row, RunSettings run, Span<float> values)
    {
        ulong key = Philox.Key(run.Seed, Path);
        Span<float> four = stackalloc float[4];
        for (int column = 0; column < values.Length; column += 4)
        {
            Convert(run.RandomWords(key, row, column >> 2), four);
            four[..Math.Min(4, values.Length - column)].CopyTo(values[column..]);
        }
    }
}

/// <summary>Numbers evenly distributed over (0, 1).</summary>
public sealed record RandomUniform(string Path, Shape Shape) : RandomSource(Path, Shape)
{
    /// <inheritdoc/>
    protected override void Convert((uint R0, uint R1, uint R2, uint R3) words, Span<float> four)
    {
        four[0] = Philox.Uniform(words.R0);
        four[1] = Philox.Uniform(words.R1);
        four[2] = Philox.Uniform(words.R2);
        four[3] = Philox.Uniform(words.R3);
    }
}

/// <summary>Standard normal numbers.</summary>
public sealed record RandomNormal(string Path, Shape Shape) : RandomSource(Path, Shape)
{
    /// <inheritdoc/>
    protected override void Convert((uint R0, uint R1, uint R2, uint R3) words, Span<float> four)
    {
        (four[0], four[1]) = Philox.Normal(words.R0, words.R1);
        (four[2], four[3]) = Philox.Normal(words.R2, words.R3);
    }
}

/// <summary>The mask of dropout and masking noise: 0 with probability 1 - keep, otherwise a constant (Srivastava et al. 2014).</summary>
/// <param name="Path">A stable path, unique in the graph.</param>
/// <param name="Shape">The result's shape.</param>
/// <param name="Keep">Probability that an element is kept, above 0 and at most 1.</param>
/// <param name="Kept">Value of a kept element: 1 / keep for dropout, so that the expectation is unchanged; 1 for masking noise.</param>
public sealed record RandomMask(string Path, Shape Shape, double Keep, double Kept) : RandomSource(Path, Shape)
{
    /// <inheritdoc/>
    protected override void Convert((uint R0, uint R1, uint R2, uint R3) words, Span<float> four)
    {
        // A word is kept when it is below keep * 2^32.
        ulong limit = (ulong)(Keep * 4294967296.0);
        float kept = (float)Kept;
        four[0] = words.R0 < limit ? kept : 0;
        four[1] = words.R1 < limit ? kept : 0;
        four[2] = words.R2 < limit ? kept : 0;
        four[3] = words.R3 < limit ? kept : 0;
    }
}
