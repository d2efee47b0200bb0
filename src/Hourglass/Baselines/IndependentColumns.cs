using Hourglass.Numerics;

namespace Hourglass.Baselines;

/// <summary>
/// Rows whose every column is drawn from the rows it was fitted on, by itself: each column is right and nothing fits together. What a generator
/// must beat to have learnt anything. Immutable and safe from many threads.
/// </summary>
public sealed class IndependentColumns
{
    /// <summary>Values kept of a column; of more, evenly spaced quantiles are kept.</summary>
    public const int MostValues = 1000;

    private readonly float[] _values;

    /// <summary>Columns of which some quantiles are known.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="values"><c>[width, count]</c>: quantiles of each column, evenly spaced and ascending.</param>
    /// <exception cref="ArgumentException">The values do not fill the columns, or are not finite.</exception>
    public IndependentColumns(int width, float[] values)
    {
        if (width < 1 || values.Length == 0 || values.Length % width != 0 || !values.All(float.IsFinite))
            throw new ArgumentException($"{values.Length} values are not the quantiles of {width} columns.", nameof(values));
        (Width, Count, _values) = (width, values.Length / width, values);
    }

    /// <summary>Columns of a row.</summary>
    public int Width { get; }

    /// <summary>Quantiles kept of each column.</summary>
    public int Count { get; }

    /// <summary>Takes the columns of some rows.</summary>
    /// <param name="rows"><c>[rows, width]</c>, one row after the other.</param>
    /// <param name="width">Columns of a row.</param>
    public static IndependentColumns Fit(ReadOnlySpan<float> rows, int width)
    {
        int count = rows.Length / width, kept = Math.Min(count, MostValues);
        var values = new float[width * kept];
        var column = new float[count];
        for (int c = 0; c < width; c++)
        {
            for (int row = 0; row < count; row++) column[row] = rows[(row * width) + c];
            Array.Sort(column);
            for (int i = 0; i < kept; i++) values[(c * kept) + i] = column[(int)((i + 0.5) * count / kept)];
        }

        return new IndependentColumns(width, values);
    }

    /// <summary>Draws rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What they follow from.</param>
    /// <returns><c>[count, width]</c>, one row after the other.</returns>
    public float[] Draw(int count, ulong seed = 0)
    {
        var random = new RandomStream(seed, "independent columns");
        var rows = new float[count * Width];
        for (int i = 0; i < rows.Length; i++) rows[i] = Quantile(i % Width, random.NextInt(Count));
        return rows;
    }

    /// <summary>A quantile of a column.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="index">Which of the <see cref="Count"/>, from the least.</param>
    public float Quantile(int column, int index) => _values[(column * Count) + index];

    /// <summary>All quantiles, <c>[width, count]</c>.</summary>
    internal float[] Values => _values;
}
