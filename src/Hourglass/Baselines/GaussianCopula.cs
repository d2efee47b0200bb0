using Hourglass.Artifacts;
using Hourglass.LinearAlgebra;
using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Baselines;

/// <summary>
/// A Gaussian copula on ranks: every column as it is in the rows it was fitted on, and between columns the correlations of their normal scores
/// (Nelsen 2006; the synthesiser of Patki, Wedge and Veeramachaneni 2016, here with the columns' own quantiles). It trains in no time and is
/// the rival of every generator of tables. Immutable and safe from many threads.
/// </summary>
public sealed class GaussianCopula
{
    /// <summary>The widest rows accepted: the decomposition of their correlations takes a second or two.</summary>
    public const int WidestRow = 1024;

    private readonly float[] _correlation;
    private readonly double[] _root, _thresholds;

    private GaussianCopula(IndependentColumns columns, float[] correlation)
    {
        int width = columns.Width;
        (Columns, _correlation) = (columns, correlation);
        SymmetricEigen eigen = SymmetricEigen.Decompose([.. correlation.Select(value => (double)value)], width);
        _root = new double[width * width];
        for (int axis = 0; axis < width; axis++)
        {
            for (int i = 0; i < width; i++) _root[(axis * width) + i] = eigen.Vector(axis)[i] * Math.Sqrt(Math.Max(0, eigen.Values[axis]));
        }

        _thresholds = [.. Enumerable.Range(1, columns.Count - 1).Select(i => NormalQuantile.Of(i / (double)columns.Count))];
    }

    /// <summary>The columns by themselves.</summary>
    public IndependentColumns Columns { get; }

    /// <summary>Fits the copula.</summary>
    /// <param name="rows"><c>[rows, width]</c>, one row after the other; 2 rows or more.</param>
    /// <param name="width">Columns of a row, 1 to <see cref="WidestRow"/>.</param>
    public static GaussianCopula Fit(float[] rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, WidestRow);
        int count = rows.Length / width;
        float[] scores = NormalScores(rows, width);
        Covariance covariance = Covariance.Of(count, width, (row, target) => scores.AsSpan(row * width, width).CopyTo(target));
        var correlation = new float[width * width];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                double deviations = Math.Sqrt(covariance.Matrix[(i * width) + i] * covariance.Matrix[(j * width) + j]);
                correlation[(i * width) + j] = i == j ? 1 : deviations > 0 ? (float)(covariance.Matrix[(i * width) + j] / deviations) : 0;
            }
        }

        return new GaussianCopula(IndependentColumns.Fit(rows, width), correlation);
    }

    /// <summary>Draws rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What they follow from.</param>
    /// <returns><c>[count, width]</c>, one row after the other.</returns>
    public float[] Draw(int count, ulong seed = 0)
    {
        int width = Columns.Width;
        var random = new RandomStream(seed, "copula");
        var rows = new float[count * width];
        var scores = new double[width];
        for (int row = 0; row < count; row++)
        {
            Array.Clear(scores);
            for (int axis = 0; axis < width; axis++)
            {
                double step = random.NextNormal();
                for (int i = 0; i < width; i++) scores[i] += step * _root[(axis * width) + i];
            }

            for (int i = 0; i < width; i++)
            {
                int place = Array.BinarySearch(_thresholds, scores[i]);
                rows[(row * width) + i] = Columns.Quantile(i, place < 0 ? ~place : place + 1);
            }
        }

        return rows;
    }

    /// <summary>The copula as tensors for a model file: <c>quantiles</c> [width, count], <c>correlation</c> [width, width].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() =>
        [new("quantiles", [Columns.Width, Columns.Count], Columns.Values), new("correlation", [Columns.Width, Columns.Width], _correlation)];

    /// <summary>Reads what <see cref="ToTensors"/> gave.</summary>
    /// <exception cref="ArgumentException">The tensors do not fit each other.</exception>
    public static GaussianCopula FromTensors(IReadOnlyList<NamedTensor> tensors)
    {
        float[] correlation = tensors.ValuesOf("correlation");
        int width = (int)Math.Sqrt(correlation.Length);
        if (width * width != correlation.Length) throw new FormatException($"{correlation.Length} correlations are no square.");
        return new GaussianCopula(new IndependentColumns(width, tensors.ValuesOf("quantiles")), correlation);
    }

    // The normal quantile of each value's rank / (rows + 1); equal values share the middle of their ranks.
    private static float[] NormalScores(float[] rows, int width)
    {
        int count = rows.Length / width;
        var scores = new float[rows.Length];
        Parallel.For(0, width, column =>
        {
            float[] values = [.. Enumerable.Range(0, count).Select(row => rows[(row * width) + column])];
            int[] order = [.. Enumerable.Range(0, count)];
            Array.Sort(values, order);
            for (int first = 0, next; first < count; first = next)
            {
                for (next = first + 1; next < count && values[next] == values[first];) next++;
                var score = (float)NormalQuantile.Of((first + next + 1) / 2.0 / (count + 1));
                for (int i = first; i < next; i++) scores[(order[i] * width) + column] = score;
            }
        });
        return scores;
    }
}
