using System.Text.Json;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Evaluation;

public class PictureComparisonTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("picture_codecs.json"))).RootElement;

    [Fact]
    public void Differences_of_rates_agree_with_scipy() => Assert.All(Golden.GetProperty("differences").EnumerateArray(), golden =>
        Assert.Equal(
            golden.GetProperty("difference").GetDouble(),
            BjontegaardRate.Difference(Curve(golden, "tested"), Curve(golden, "reference"), golden.GetProperty("lowest").GetDouble(), golden.GetProperty("highest").GetDouble())!.Value,
            1e-12));

    [Fact]
    public void A_codec_that_needs_half_the_bits_everywhere_is_50_percent_smaller_and_the_other_twice_as_large()
    {
        RatePoint[] curve = [.. Curve(28, 0.2, 31, 0.5, 36, 1.1, 40, 2.5)], half = [.. curve.Select(point => point with { BitsPerPixel = point.BitsPerPixel / 2 })];
        Assert.Equal(-0.5, BjontegaardRate.Difference(half, curve)!.Value, 1e-12);
        Assert.Equal(1, BjontegaardRate.Difference(curve.Reverse(), half)!.Value, 1e-12);
    }

    [Fact]
    public void Of_two_settings_of_equal_quality_the_smaller_counts() => Assert.Equal(
        BjontegaardRate.Difference(Curve(27, 0.2, 31, 0.5, 38, 1.1), Curve(26, 0.3, 39, 2)),
        BjontegaardRate.Difference(Curve(27, 0.2, 31, 0.9, 31, 0.5, 38, 1.1), Curve(26, 0.3, 39, 2)));

    [Fact]
    public void Curves_that_meet_nowhere_in_the_range_have_no_difference()
    {
        Assert.Null(BjontegaardRate.Difference(Curve(27, 0.2, 30, 0.4), Curve(31, 0.6, 38, 1)));
        Assert.Null(BjontegaardRate.Difference(Curve(27, 0.2, 38, 1), Curve(27, 0.2, 38, 1), 39, 45));
        Assert.Null(BjontegaardRate.Difference(Curve(27, 0.2), Curve(26, 0.2, 38, 1)));
        Assert.Null(BjontegaardRate.Difference([], Curve(26, 0.2, 38, 1)));
    }

    [Fact]
    public void Similarity_at_five_scales_agrees_with_pytorch() => Assert.All(Golden.GetProperty("similarities").EnumerateArray(), golden =>
    {
        int Number(string name) => golden.GetProperty(name).GetInt32();
        (Picture clean, Picture damaged) = Pictures(Number("width"), Number("height"), Number("channels"), Number("damage"));
        Assert.Equal(golden.GetProperty("similarity").GetDouble(), MultiscaleSimilarity.Of(clean, damaged)!.Value, 1e-12);
    });

    [Fact]
    public void Equal_pictures_are_wholly_similar_and_small_or_unequal_ones_are_not_compared()
    {
        (Picture clean, Picture damaged) = Pictures(170, 165, 3, 8);
        Assert.Equal(1, MultiscaleSimilarity.Of(clean, clean)!.Value, 1e-12);
        Assert.Equal(MultiscaleSimilarity.Of(clean, damaged)!.Value, MultiscaleSimilarity.Of(damaged, clean)!.Value, 1e-12);
        (Picture small, Picture smallDamaged) = Pictures(MultiscaleSimilarity.ShortestSide - 1, 400, 1, 8);
        Assert.Null(MultiscaleSimilarity.Of(small, smallDamaged));
        Assert.Throws<ArgumentException>(() => MultiscaleSimilarity.Of(clean, small));
        Assert.Throws<ArgumentException>(() => PictureQuality.Psnr(clean, small));
    }

    private static RatePoint[] Curve(JsonElement golden, string role) =>
        [.. Golden.GetProperty("curves").GetProperty(golden.GetProperty(role).GetString()!).EnumerateArray().Select(point => new RatePoint(0, point[0].GetDouble(), point[1].GetDouble()))];

    private static RatePoint[] Curve(params double[] psnrAndBits) => [.. psnrAndBits.Chunk(2).Select(pair => new RatePoint(0, pair[1], pair[0]))];

    // The formula of picture_codecs.py.
    private static (Picture Clean, Picture Damaged) Pictures(int width, int height, int channels, int damage)
    {
        byte[] clean = new byte[width * height * channels], damaged = new byte[clean.Length];
        for (int i = 0; i < clean.Length; i++)
        {
            (int y, int x, int c) = (i / channels / width, i / channels % width, i % channels);
            int value = ((x * 3) + (y * 2) + (c * 40) + (x * y / 16 % 64)) % 256, noise = (((x * x * 31) + (y * 17) + (x * y * 7) + (c * 5)) % 41) - 20;
            clean[i] = (byte)value;
            damaged[i] = (byte)Math.Clamp(value + (int)Math.Floor(noise * damage / 8.0), 0, 255);
        }

        return (new Picture(width, height, channels, clean), new Picture(width, height, channels, damaged));
    }
}
