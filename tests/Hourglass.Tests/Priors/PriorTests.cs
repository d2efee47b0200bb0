using Hourglass.Numerics;
using Hourglass.Priors;

namespace Hourglass.Tests.Priors;

public class PriorTests
{
    [Theory]
    [InlineData(PriorKind.Normal)]
    [InlineData(PriorKind.Mixture)]
    public void The_same_seed_gives_the_same_codes_and_more_begin_with_the_same(PriorKind kind)
    {
        var prior = Prior.Fit(kind, Codes(200), 2);
        float[,] few = prior.Draw(10, 5), many = prior.Draw(30, 5);
        Assert.Equal(few.Cast<float>(), many.Cast<float>().Take(20));
        Assert.NotEqual(few, prior.Draw(10, 6));
        Assert.Equal(many, Prior.FromTensors(kind, 2, prior.ToTensors()).Draw(30, 5));
        Assert.ThrowsAny<Exception>(() => Prior.FromTensors(PriorKind.Mixture, 3, prior.ToTensors()));
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(60, 6)]
    [InlineData(9, 1)]
    [InlineData(1, 1)]
    public void Few_rows_get_few_components(int rows, int components) => Assert.Equal(components, MixturePrior.Fit(Codes(rows), 2).Components);

    [Fact]
    public void A_mixture_draws_codes_where_codes_are()
    {
        float[,] drawn = Prior.Fit(PriorKind.Mixture, Codes(400), 2).Draw(400);
        for (int row = 0; row < 400; row++) Assert.InRange(Math.Abs(drawn[row, 0]), 3, 7);
    }

    [Fact]
    public void The_way_on_the_sphere_keeps_to_lengths_in_between()
    {
        float[,] way = CodePath.Spherical([2, 0], [0, 4], 3);
        Assert.Equal([2f, 0, 0, 4], [way[0, 0], way[0, 1], way[2, 0], way[2, 1]]);
        Assert.Equal(3, Math.Sqrt((way[1, 0] * way[1, 0]) + (way[1, 1] * way[1, 1])), 1e-5);
        Assert.Equal(way[1, 0], way[1, 1], 1e-5f);
    }

    [Theory]
    [InlineData(1, 2, 3, 6)]
    [InlineData(1, 0, -2, 0)]
    [InlineData(0, 0, 1, 1)]
    public void Where_there_is_no_great_circle_the_way_is_straight(float a, float b, float c, float d) =>
        Assert.Equal(CodePath.Linear([a, b], [c, d], 5), CodePath.Spherical([a, b], [c, d], 5));

    // Two heaps at -5 and 5.
    private static float[] Codes(int rows)
    {
        var random = new RandomStream(8, "codes");
        return [.. Enumerable.Range(0, rows).SelectMany(i => (float[])[(float)((i % 2 == 0 ? 5 : -5) + (0.3 * random.NextNormal())), (float)random.NextNormal()])];
    }
}
