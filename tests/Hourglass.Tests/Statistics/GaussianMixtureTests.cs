using System.Text.Json;
using Hourglass.Numerics;
using Hourglass.Statistics;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Statistics;

public class GaussianMixtureTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("gaussian_mixture.json"))).RootElement;

    [Theory]
    [InlineData("full")]
    [InlineData("diag")]
    public void From_the_same_start_it_is_the_mixture_of_scikit_learn(string kind)
    {
        JsonElement golden = Golden.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == kind), start = Golden.GetProperty("start");
        float[] rows = [.. Numbers(Golden, "rows").Select(value => (float)value)];
        double[] identity = [.. Enumerable.Range(0, 27).Select(i => i % 9 % 4 == 0 ? 1.0 : 0)];
        var fitted = GaussianMixture.Fit(
            rows, new GaussianMixture(3, Numbers(start, "weights"), Numbers(start, "means"), identity), new MixtureOptions { Iterations = 15, Tolerance = 0, IsDiagonal = kind == "diag" });
        AssertNear(Numbers(golden, "weights"), fitted.Weights);
        AssertNear(Numbers(golden, "means"), fitted.Means);
        AssertNear(Numbers(golden, "covariances"), fitted.Covariances);
        Assert.Equal(golden.GetProperty("logDensity").GetDouble(), Enumerable.Range(0, rows.Length / 3).Average(row => fitted.LogDensity(rows.AsSpan(row * 3, 3))), 1e-9);
    }

    [Fact]
    public void Three_heaps_far_apart_are_found_whatever_the_seed()
    {
        var random = new RandomStream(1, "heaps");
        float[] rows = [.. Enumerable.Range(0, 300).SelectMany(i => (float[])[(float)((i % 3 * 20) + random.NextNormal()), (float)((i % 3 * -9) + random.NextNormal())])];
        for (ulong seed = 0; seed < 5; seed++)
        {
            var fitted = GaussianMixture.Fit(rows, 2, 3, seed);
            Assert.All(fitted.Weights, weight => Assert.Equal(1 / 3.0, weight, 1e-6));
            Assert.Equal([0, 20, 40], fitted.Means.Where((_, index) => index % 2 == 0).Order().Select(mean => Math.Round(mean / 10) * 10));
        }
    }

    [Fact]
    public void What_is_drawn_has_the_moments_of_the_mixture()
    {
        var mixture = new GaussianMixture(2, [0.25, 0.75], [4, 0, 0, 2], [1, 0.6, 0.6, 1, 2, 0, 0, 0.5]);
        var random = new RandomStream(3, "draws");
        var row = new float[2];
        double first = 0, second = 0, product = 0;
        const int Draws = 40_000;
        for (int i = 0; i < Draws; i++)
        {
            mixture.Draw(random, row);
            (first, second, product) = (first + row[0], second + row[1], product + ((double)row[0] * row[1]));
        }

        // E[x y] = 1/4 (0.6 + 4 * 0) + 3/4 (0 + 0 * 2).
        Assert.Equal(1, first / Draws, 0.05);
        Assert.Equal(1.5, second / Draws, 0.05);
        Assert.Equal(0.15, product / Draws, 0.08);
    }

    [Fact]
    public void Rows_that_are_all_equal_do_not_break_it()
    {
        float[] rows = [.. Enumerable.Repeat(2f, 40)];
        var fitted = GaussianMixture.Fit(rows, 2, 3);
        Assert.True(double.IsFinite(fitted.LogDensity([2, 2])));
    }

    private static double[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static void AssertNear(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-9 * expected.Max(Math.Abs));
    }
}
