using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public class NormalQuantileTests
{
    // SciPy's norm.ppf.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.3, -0.5244005127080409)]
    [InlineData(0.93, 1.475791028179171)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(1e-9, -5.9978070150076865)]
    public void It_is_the_quantile_of_SciPy(double probability, double expected) => Assert.Equal(expected, NormalQuantile.Of(probability), 1e-13);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void There_is_none_at_the_ends(double probability) => Assert.Throws<ArgumentOutOfRangeException>(() => NormalQuantile.Of(probability));
}
