using Hourglass.Baselines;
using Hourglass.Numerics;

namespace Hourglass.Tests.Baselines;

public sealed class WindowNeighboursTests
{
    private const int Length = 5;

    [Theory]
    [InlineData(1, 1, 0.0)]
    [InlineData(2, 3, 0.0)]
    [InlineData(2, 3, 0.1)]
    public void Distances_are_those_of_comparing_all_windows(int width, int count, double missing)
    {
        float[] reference = Series(60, width, missing, "reference"), query = Series(40, width, missing, "query");
        float[][] pieces = [reference[..(25 * width)], reference[(25 * width)..]];
        float[] distances = WindowNeighbours.Fit(pieces, Length, width).Distances(query, count);
        for (int window = 0; window <= 40 - Length; window++)
        {
            ReadOnlyMemory<float> asked = query.AsMemory(window * width, Length * width);
            double[] all = [.. pieces.SelectMany(piece => Enumerable.Range(0, (piece.Length / width) - Length + 1).Select(start => Distance(asked.Span, piece.AsSpan(start * width, Length * width)))).Where(double.IsFinite).Order()];
            Assert.Equal(all[count - 1], distances[window], 1e-5);
        }
    }

    [Fact]
    public void A_window_of_the_reference_is_compared_with_those_that_share_no_step_with_it()
    {
        float[] series = Series(60, 1, 0, "series");
        WindowNeighbours neighbours = WindowNeighbours.Fit([series], Length, 1);
        float[] distances = neighbours.Distances(series, 1);
        for (int window = 0; window < distances.Length; window++)
        {
            double least = Enumerable.Range(0, 60 - Length + 1).Where(start => Math.Abs(start - window) >= Length).Min(start => Distance(series.AsSpan(window, Length), series.AsSpan(start, Length)));
            Assert.Equal(least, distances[window], 1e-5);
        }

        Assert.Equal((0, 7), neighbours.PlaceOf(series.AsSpan(7, Length)));
        Assert.Null(neighbours.PlaceOf([1, 2, 3, 4, 5]));
    }

    [Fact]
    public void Where_nothing_can_be_compared_nothing_is_said()
    {
        float[] query = Series(10, 1, 0, "query");
        Array.Fill(query, float.NaN, 0, 8);
        float[] distances = WindowNeighbours.Fit([Series(60, 1, 0, "reference")], Length, 1).Distances(query, 1);
        Assert.All(distances[..^1], distance => Assert.True(float.IsNaN(distance)));
        Assert.True(float.IsNaN(distances[^1]));
    }

    [Fact]
    public void Tensors_bring_it_back_and_odd_ones_are_refused()
    {
        WindowNeighbours neighbours = WindowNeighbours.Fit([Series(20, 2, 0, "a"), Series(30, 2, 0.1, "b")], Length, 2);
        float[] query = Series(40, 2, 0, "query");
        Assert.Equal(neighbours.Distances(query, 2), WindowNeighbours.FromTensors(neighbours.ToTensors(), Length).Distances(query, 2));
        Assert.Throws<FormatException>(() => WindowNeighbours.FromTensors(neighbours.ToTensors(), 25));
        Assert.Throws<FormatException>(() => WindowNeighbours.FromTensors([neighbours.ToTensors()[0]], Length));
    }

    private static float[] Series(int steps, int width, double missing, string path)
    {
        var random = new RandomStream(3, path);
        return [.. Enumerable.Range(0, steps * width).Select(_ => random.NextDouble() < missing ? float.NaN : (float)random.NextNormal())];
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        int present = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (float.IsNaN(a[i]) || float.IsNaN(b[i])) continue;
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            present++;
        }

        return present * 2 >= a.Length ? Math.Sqrt(sum / present) : double.PositiveInfinity;
    }
}
