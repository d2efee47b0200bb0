using System.Numerics.Tensors;

namespace Hourglass.Baselines;

/// <summary>
/// The principal components as a detector of anomalies, with PyOD's score (Shyu and others 2003; <c>pyod.models.pca</c>): the distances of a row to the unit
/// vectors of all components, each divided by that component's share of the variance. Immutable and safe from many threads.
/// </summary>
public sealed class ComponentDistance
{
    // Shares of columns that depend on others are rounding alone.
    private const double SmallestShare = 1e-9;

    private readonly PrincipalComponents _components;
    private readonly double[] _weights;

    private ComponentDistance(PrincipalComponents components)
    {
        _components = components;
        _weights = [.. components.ExplainedVariance.Select(variance => 1 / Math.Max(SmallestShare, variance / Math.Max(double.Epsilon, components.TotalVariance)))];
    }

    /// <summary>Fits the components.</summary>
    /// <inheritdoc cref="PrincipalComponents.Fit"/>
    public static ComponentDistance Fit(int rows, int width, Action<int, Span<float>> copyRow, CancellationToken cancellationToken = default) =>
        new(PrincipalComponents.Fit(rows, width, copyRow, width, cancellationToken: cancellationToken));

    /// <summary>The weighted sum of distances of each row.</summary>
    /// <param name="queries">[queries, width], scaled as the rows it was fitted on. A missing value (NaN) counts as the mean of its column.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[queries]; higher is more abnormal.</returns>
    public float[] Scores(ReadOnlyMemory<float> queries, CancellationToken cancellationToken = default)
    {
        int width = _components.Width;
        var scores = new float[queries.Length / width];
        Parallel.For(0, scores.Length, new ParallelOptions { CancellationToken = cancellationToken }, row => scores[row] = Score(queries.Span.Slice(row * width, width)));
        return scores;
    }

    private float Score(ReadOnlySpan<float> query)
    {
        float[] row = query.ToArray(), code = new float[_weights.Length];
        for (int column = 0; column < row.Length; column++)
            if (float.IsNaN(row[column])) row[column] = _components.Mean[column];
        _components.Encode(row, code);
        TensorPrimitives.Subtract(row, _components.Mean, row);
        double square = 1, sum = 0;
        foreach (float value in row) square += (double)value * value;

        // |x - v|^2 = |x|^2 + 1 - 2 x.v
        for (int index = 0; index < code.Length; index++) sum += Math.Sqrt(Math.Max(0, square - (2.0 * code[index]))) * _weights[index];
        return (float)Math.Min(sum, float.MaxValue);
    }
}
