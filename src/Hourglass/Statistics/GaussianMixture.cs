using System.Numerics.Tensors;
using Hourglass.LinearAlgebra;
using Hourglass.Numerics;

namespace Hourglass.Statistics;

/// <summary>
/// A mixture of normal distributions: p(x) = sum over components k of w_k N(x; m_k, C_k). Fitted by expectation and maximisation
/// (Dempster, Laird and Rubin 1977). Immutable and safe from many threads.
/// </summary>
public sealed class GaussianMixture
{
    // A stored covariance may have lost its smallest variances to rounding.
    private const double SmallestVariance = 1e-12;

    private readonly double[] _weights, _means, _covariances, _whitening, _constants;
    private readonly SymmetricEigen[] _axes;

    /// <summary>A mixture of known components.</summary>
    /// <param name="width">Numbers in a row, 1 or more.</param>
    /// <param name="weights">Share of each component, <c>[components]</c>, 0 or more; their sum is 1.</param>
    /// <param name="means"><c>[components, width]</c>.</param>
    /// <param name="covariances"><c>[components, width, width]</c>, each symmetric.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other, are not finite, or the weights are no shares.</exception>
    public GaussianMixture(int width, IReadOnlyList<double> weights, IReadOnlyList<double> means, IReadOnlyList<double> covariances)
    {
        int count = weights.Count;
        if (width < 1 || count < 1 || means.Count != (long)count * width || covariances.Count != (long)count * width * width)
            throw new ArgumentException($"{means.Count} means and {covariances.Count} covariances are not {count} components of {width} numbers.");
        if (!weights.Concat(means).All(double.IsFinite) || weights.Any(weight => weight < 0) || Math.Abs(weights.Sum() - 1) > 1e-3)
            throw new ArgumentException("The weights of a mixture are shares of 1, and its means are finite.", nameof(weights));
        (Width, _weights, _means, _covariances) = (width, [.. weights], [.. means], [.. covariances]);
        _axes = new SymmetricEigen[count];
        _whitening = new double[count * width * width];
        _constants = new double[count];
        for (int k = 0; k < count; k++)
        {
            _axes[k] = SymmetricEigen.Decompose(_covariances.AsSpan(k * width * width, width * width), width, threads: 1);
            double logDeterminant = 0;
            for (int axis = 0; axis < width; axis++)
            {
                double variance = Math.Max(_axes[k].Values[axis], SmallestVariance);
                logDeterminant += Math.Log(variance);
                ReadOnlySpan<double> vector = _axes[k].Vector(axis);
                for (int i = 0; i < width; i++) _whitening[(((k * width) + axis) * width) + i] = vector[i] / Math.Sqrt(variance);
            }

            _constants[k] = Math.Log(_weights[k]) - (0.5 * (logDeterminant + (width * Math.Log(2 * Math.PI))));
        }
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Components.</summary>
    public int Count => _weights.Length;

    /// <summary>Share of each component.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Mean of each component, <c>[components, width]</c>.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Covariance of each component, <c>[components, width, width]</c>.</summary>
    public IReadOnlyList<double> Covariances => _covariances;

    /// <summary>Fits a mixture to some rows, from a start drawn as k-means++ draws its centres (Arthur and Vassilvitskii 2007).</summary>
    /// <param name="rows"><c>[rows, width]</c>, one row after the other.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="components">Components, 1 to the number of rows.</param>
    /// <param name="seed">The start follows from it. The result does not depend on the number of threads.</param>
    /// <param name="options">When to stop, and what covariances may be.</param>
    public static GaussianMixture Fit(ReadOnlyMemory<float> rows, int width, int components, ulong seed = 0, MixtureOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, rows.Length / width);
        var fit = new ExpectationMaximisation(rows, width, components, options ?? new MixtureOptions());
        return fit.Run(fit.Start(seed));
    }

    /// <summary>Fits a mixture to some rows from a given start.</summary>
    /// <param name="rows"><c>[rows, width]</c>.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="options">When to stop, and what covariances may be.</param>
    public static GaussianMixture Fit(ReadOnlyMemory<float> rows, GaussianMixture start, MixtureOptions? options = null) =>
        new ExpectationMaximisation(rows, start.Width, start.Count, options ?? new MixtureOptions()).Run(start);

    /// <summary>ln p(x).</summary>
    /// <param name="row"><c>[width]</c>.</param>
    public double LogDensity(ReadOnlySpan<float> row) => LogShares(row, stackalloc double[Count]);

    /// <summary>Draws a row.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="row">Takes it, <c>[width]</c>.</param>
    public void Draw(RandomStream random, Span<float> row)
    {
        double share = random.NextDouble();
        int k = 0;
        while (k < Count - 1 && share >= _weights[k]) share -= _weights[k++];
        Span<double> value = stackalloc double[Width];
        for (int i = 0; i < Width; i++) value[i] = _means[(k * Width) + i];
        for (int axis = 0; axis < Width; axis++)
        {
            double step = Math.Sqrt(Math.Max(_axes[k].Values[axis], 0)) * random.NextNormal();
            ReadOnlySpan<double> vector = _axes[k].Vector(axis);
            for (int i = 0; i < Width; i++) value[i] += step * vector[i];
        }

        for (int i = 0; i < Width; i++) row[i] = (float)value[i];
    }

    /// <summary>The logarithm of each component's share in a row, ln (w_k N(x; m_k, C_k) / p(x)); gives ln p(x).</summary>
    internal double LogShares(ReadOnlySpan<float> row, Span<double> shares)
    {
        Span<double> offset = stackalloc double[Width];
        double largest = double.NegativeInfinity;
        for (int k = 0; k < shares.Length; k++)
        {
            for (int i = 0; i < Width; i++) offset[i] = row[i] - _means[(k * Width) + i];
            double square = 0;
            for (int axis = 0; axis < Width; axis++)
            {
                double along = TensorPrimitives.Dot<double>(_whitening.AsSpan(((k * Width) + axis) * Width, Width), offset);
                square += along * along;
            }

            shares[k] = _constants[k] - (0.5 * square);
            largest = Math.Max(largest, shares[k]);
        }

        double sum = 0;
        foreach (double share in shares) sum += Math.Exp(share - largest);
        double density = largest + Math.Log(sum);
        for (int k = 0; k < shares.Length; k++) shares[k] -= density;
        return density;
    }
}

/// <summary>How a mixture is fitted.</summary>
public sealed record MixtureOptions
{
    /// <summary>Most iterations; 100 by default.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>The rise of the mean log-density below which it counts as fitted; 1e-3 by default.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Added to every variance, so that no component shrinks to a point; 1e-6 by default.</summary>
    public double VarianceFloor { get; init; } = 1e-6;

    /// <summary>Whether the columns of a component are independent; false (default) fits whole covariances.</summary>
    public bool IsDiagonal { get; init; }
}
