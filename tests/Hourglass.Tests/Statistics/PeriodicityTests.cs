using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public sealed class PeriodicityTests
{
    [Fact]
    public void Autocorrelation_of_a_short_series_is_as_by_hand()
    {
        // 1, 2, 3, 2 less their mean 2: -1, 0, 1, 0; the sum of squares is 2.
        Assert.Equal([1, 0, -0.5], Periodicity.Autocorrelation([1, 2, 3, 2], 1, 2), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(100)]
    public void The_period_of_a_noisy_wave_is_found_beside_a_constant_column(int period)
    {
        var random = new RandomStream(1, "noise");
        float[] values = [.. Enumerable.Range(0, 1000).SelectMany(step => (float[])[(float)(Math.Sin(2 * Math.PI * step / period) + (0.3 * random.NextNormal())), 7])];
        values[40] = float.NaN;
        Assert.InRange(Periodicity.Of(values, 2, 16, 300)!.Value, period - 1, period + 1);
    }

    [Fact]
    public void Noise_and_what_stands_still_have_none()
    {
        var random = new RandomStream(2, "noise");
        Assert.Null(Periodicity.Of([.. Enumerable.Range(0, 1000).Select(_ => (float)random.NextNormal())], 1, 16, 300));
        Assert.Null(Periodicity.Of(Enumerable.Repeat(3.3f, 1000).ToArray(), 1, 16, 300));
        Assert.Null(Periodicity.Of([1, 2, 3], 1, 16, 300));
    }
}
