using Hourglass.Numerics;

namespace Hourglass.Statistics;

/// <summary>
/// Fits a mixture of normal distributions: shares of the components in each row under the mixture, then the mixture that these shares make most
/// likely, until the mean log-density rises no more. Rows are shared out among threads, sums are added in row order.
/// </summary>
internal sealed class ExpectationMaximisation(ReadOnlyMemory<float> rows, int width, int components, MixtureOptions options)
{
    private readonly int _count = rows.Length / width;
    private readonly double[] _shares = new double[rows.Length / width * components];

    public GaussianMixture Run(GaussianMixture start)
    {
        GaussianMixture mixture = start;
        double before = double.NegativeInfinity;
        for (int iteration = 0; iteration < options.Iterations; iteration++)
        {
            double density = Expect(mixture);
            mixture = Maximise();
            if (Math.Abs(density - before) < options.Tolerance) break;
            before = density;
        }

        return mixture;
    }

    /// <summary>Centres drawn far from each other, and every row given to the nearest.</summary>
    public GaussianMixture Start(ulong seed)
    {
        var random = new RandomStream(seed, "k-means++");
        var nearest = new double[_count];
        var owner = new int[_count];
        int centre = random.NextInt(_count);
        for (int k = 0; k < components; k++)
        {
            double sum = 0;
            for (int row = 0; row < _count; row++)
            {
                double distance = System.Numerics.Tensors.TensorPrimitives.Distance(Row(row), Row(centre));
                distance *= distance;
                if (k == 0 || distance < nearest[row]) (nearest[row], owner[row]) = (distance, k);
                sum += nearest[row];
            }

            centre = Pick(nearest, random.NextDouble() * sum);
        }

        for (int row = 0; row < _count; row++) _shares[(row * components) + owner[row]] = 1;
        return Maximise();
    }

    private static int Pick(double[] weights, double share)
    {
        int row = 0;
        while (row < weights.Length - 1 && share >= weights[row]) share -= weights[row++];
        return row;
    }

    private double Expect(GaussianMixture mixture)
    {
        var densities = new double[_count];
        Parallel.For(0, _count, row =>
        {
            Span<double> shares = _shares.AsSpan(row * components, components);
            densities[row] = mixture.LogShares(Row(row), shares);
            for (int k = 0; k < components; k++) shares[k] = Math.Exp(shares[k]);
        });
        return densities.Average();
    }

    private GaussianMixture Maximise()
    {
        double[] weights = new double[components], means = new double[components * width], covariances = new double[components * width * width];
        Parallel.For(0, components, k => Maximise(k, weights, means.AsSpan(k * width, width), covariances.AsSpan(k * width * width, width * width)));
        return new GaussianMixture(width, weights, means, covariances);
    }

    private void Maximise(int k, double[] weights, Span<double> mean, Span<double> covariance)
    {
        // Never zero, so that a component without rows stays finite.
        double total = 1e-15;
        for (int row = 0; row < _count; row++)
        {
            double share = _shares[(row * components) + k];
            ReadOnlySpan<float> values = Row(row);
            total += share;
            for (int i = 0; i < width; i++) mean[i] += share * values[i];
        }

        for (int i = 0; i < width; i++) mean[i] /= total;
        var offset = new double[width];
        for (int row = 0; row < _count; row++)
        {
            double share = _shares[(row * components) + k];
            if (share < 1e-12) continue;
            ReadOnlySpan<float> values = Row(row);
            for (int i = 0; i < width; i++) offset[i] = values[i] - mean[i];
            for (int i = 0; i < width; i++)
            {
                for (int j = options.IsDiagonal ? i : 0; j <= i; j++) covariance[(i * width) + j] += share * offset[i] * offset[j];
            }
        }

        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j <= i; j++) covariance[(j * width) + i] = covariance[(i * width) + j] /= total;
            covariance[(i * width) + i] += options.VarianceFloor;
        }

        weights[k] = total / _count;
    }

    private ReadOnlySpan<float> Row(int row) => rows.Span.Slice(row * width, width);
}
