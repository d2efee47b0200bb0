using Hourglass.LinearAlgebra;
using Hourglass.Numerics;

namespace Hourglass.Tests.LinearAlgebra;

public class CovarianceTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 3)]
    [InlineData(256, 12)]
    [InlineData(257, 13)]
    [InlineData(700, 50)]
    public void It_is_the_mean_product_of_deviations(int rows, int width)
    {
        float[,] data = Data(rows, width, offset: 3);
        Covariance covariance = Of(data);
        double[] mean = [.. Enumerable.Range(0, width).Select(column => Enumerable.Range(0, rows).Average(r => (double)data[r, column]))];
        for (int i = 0; i < width; i++)
        {
            Assert.Equal(mean[i], covariance.Mean[i], 1e-12);
            for (int j = 0; j < width; j++)
            {
                double sum = 0;
                for (int r = 0; r < rows; r++) sum += (data[r, i] - mean[i]) * (data[r, j] - mean[j]);
                Assert.Equal(sum / (rows - 1), covariance.Matrix[(i * width) + j], 1e-11);
            }
        }
    }

    [Fact]
    public void Columns_far_from_zero_keep_their_variance()
    {
        float[,] data = Data(1000, 2, offset: 1_000_000);
        double mean = Enumerable.Range(0, 1000).Average(r => (double)data[r, 0]);
        double variance = Enumerable.Range(0, 1000).Sum(r => (data[r, 0] - mean) * (data[r, 0] - mean)) / 999;
        Assert.Equal(variance, Of(data).Matrix[0], 1e-9);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        float[,] data = Data(600, 40, offset: 0);
        Assert.Equal(Of(data, threads: 1).Matrix, Of(data, threads: 7).Matrix);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Covariance.Of(9, 2, (_, _) => { }, cancellationToken: source.Token));
    }

    private static float[,] Data(int rows, int width, float offset)
    {
        var random = new RandomStream(4, "rows");
        float[,] data = new float[rows, width];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < width; c++) data[r, c] = offset + (float)random.NextNormal() + (c > 0 ? (data[r, c - 1] - offset) / 2 : 0);
        return data;
    }

    private static Covariance Of(float[,] data, int threads = -1) => Covariance.Of(
        data.GetLength(0), data.GetLength(1), (r, row) => { for (int c = 0; c < row.Length; c++) row[c] = data[r, c]; }, threads,
        TestContext.Current.CancellationToken);
}
