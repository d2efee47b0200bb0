using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

public class WaveletTransformTests
{
    // The low-pass filter of analysis, from its middle outwards; its sum is one. Published to sixteen digits: Antonini, Barlaud, Mathieu and Daubechies 1992, table 1, divided by the root of 2.
    private static readonly double[] LowPass = [0.6029490182363579, 0.2668641184428723, -0.07822326652898785, -0.01686411844287495, 0.02674875741080976];

    [Fact]
    public void One_level_is_the_published_filter_at_every_second_pixel()
    {
        var picture = new double[32];
        picture[14] = 1;
        double[] found = Apply(new WaveletTransform(1), picture, 1, 32);
        double unit = found[7] / LowPass[0];
        for (int low = 0; low < 16; low++)
        {
            int distance = Math.Abs((2 * low) - 14);
            Assert.Equal(distance < LowPass.Length ? LowPass[distance] * unit : 0, found[low], 1e-9);
        }
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(1, 9, 5)]
    [InlineData(2, 2, 1)]
    [InlineData(7, 13, 4)]
    [InlineData(16, 48, 4)]
    public void Synthesis_gives_back_what_was_analysed(int height, int width, int levels)
    {
        double[] picture = Noise(height * width);
        double[] found = Apply(new WaveletTransform(levels, IsSynthesis: true), Apply(new WaveletTransform(levels), picture, height, width), height, width);
        Assert.All(picture.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void A_picture_of_one_value_has_no_details()
    {
        double[] flat = [.. Enumerable.Repeat(100.0, 15 * 21)];
        double[] found = Apply(new WaveletTransform(2), flat, 15, 21);
        for (int i = 0; i < found.Length; i++)
        {
            if (i / 21 >= 4 || i % 21 >= 6) Assert.Equal(0, found[i], 1e-6);
        }
    }

    [Fact]
    public void An_error_of_one_in_any_band_is_an_error_of_one_in_the_picture()
    {
        foreach ((int y, int x) in (ReadOnlySpan<(int, int)>)[(4, 4), (4, 12), (12, 4), (12, 12), (8, 24), (24, 8), (24, 24), (16, 48), (48, 16), (48, 48)])
        {
            var coefficients = new double[64 * 64];
            coefficients[(y * 64) + x] = 1;
            Assert.Equal(1, Apply(new WaveletTransform(3, IsSynthesis: true), coefficients, 64, 64).Sum(value => value * value), 0.02);
        }
    }

    private static double[] Apply(WaveletTransform transform, double[] values, int height, int width)
    {
        var graph = new Graph();
        Node input = graph.Input("picture", Shape.Batch(height, width, 1));
        var reference = new ReferenceExecutor { Run = { Rows = 1 } };
        reference.Set(input, values);
        return reference.Evaluate(graph.Apply(transform, input))[0];
    }

    private static double[] Noise(int count)
    {
        var random = new RandomStream(3, "wavelet");
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }
}
