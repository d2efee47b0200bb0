using System.Numerics.Tensors;
using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>
/// MS-SSIM: structures compared at five scales, nearer to what the eye sees than PSNR. Gaussian windows of 11 pixels (sigma 1.5) that lie wholly within the picture; between scales
/// means of 2 x 2 pixels, an odd side preceded by a line of zeros; each channel by itself, then their mean. Source: Wang, Simoncelli and Bovik 2003, as pytorch_msssim counts it.
/// </summary>
public static class MultiscaleSimilarity
{
    /// <summary>The shortest side that holds a window at every scale.</summary>
    public const int ShortestSide = ((Window - 1) << 4) + 1;

    private const int Window = 11, Moments = 5;
    private const double Sigma = 1.5, Luminance = 0.01 * 255 * 0.01 * 255, Contrast = 0.03 * 255 * 0.03 * 255;
    private static readonly double[] ScaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
    private static readonly double[] Taps = Gaussian();

    /// <summary>The similarity of two pictures: 1 for equal ones, 0 at the least.</summary>
    /// <param name="original">The original.</param>
    /// <param name="decoded">A picture of the same size and channels.</param>
    /// <returns>Null where a side is shorter than <see cref="ShortestSide"/>.</returns>
    /// <exception cref="ArgumentException">The pictures are of different shapes.</exception>
    public static double? Of(Picture original, Picture decoded)
    {
        PictureQuality.RequireSameShape(original, decoded);
        if (Math.Min(original.Width, original.Height) < ShortestSide) return null;
        var channels = new double[original.Channels];
        Parallel.For(0, channels.Length, channel => channels[channel] = OfPlanes(Plane(original, channel), Plane(decoded, channel), original.Width, original.Height));
        return channels.Average();
    }

    private static double OfPlanes(float[] first, float[] second, int width, int height)
    {
        double product = 1;
        for (int scale = 0; scale < ScaleWeights.Length; scale++)
        {
            (double whole, double structure) = Means(first, second, width, height);
            bool isLast = scale == ScaleWeights.Length - 1;
            product *= Math.Pow(Math.Max(0, isLast ? whole : structure), ScaleWeights[scale]);
            if (isLast) break;
            (first, second) = (Halve(first, width, height), Halve(second, width, height));
            (width, height) = ((width + 1) / 2, (height + 1) / 2);
        }

        return product;
    }

    // Lines are smoothed across as they come, and down when as many as a window has are there: of a picture of any height a few lines are at work.
    private static (double Whole, double Structure) Means(float[] first, float[] second, int width, int height)
    {
        int columns = width - Window + 1, lines = height - Window + 1;
        var across = new double[Window * Moments * columns];
        double[] a = new double[width], b = new double[width], product = new double[width], moments = new double[Moments * columns];
        double whole = 0, structure = 0;
        for (int y = 0; y < height; y++)
        {
            TensorPrimitives.ConvertChecked<float, double>(first.AsSpan(y * width, width), a);
            TensorPrimitives.ConvertChecked<float, double>(second.AsSpan(y * width, width), b);
            Span<double> line = across.AsSpan(y % Window * moments.Length, moments.Length);
            Across(a, line[..columns]);
            Across(b, line.Slice(columns, columns));
            TensorPrimitives.Multiply<double>(a, a, product);
            Across(product, line.Slice(2 * columns, columns));
            TensorPrimitives.Multiply<double>(b, b, product);
            Across(product, line.Slice(3 * columns, columns));
            TensorPrimitives.Multiply<double>(a, b, product);
            Across(product, line.Slice(4 * columns, columns));
            if (y < Window - 1) continue;
            Array.Clear(moments);
            for (int tap = 0; tap < Window; tap++)
                TensorPrimitives.MultiplyAdd<double>(across.AsSpan((y + 1 + tap) % Window * moments.Length, moments.Length), Taps[tap], moments, moments);
            for (int x = 0; x < columns; x++)
            {
                (double meanA, double meanB) = (moments[x], moments[columns + x]);
                double variances = moments[(2 * columns) + x] + moments[(3 * columns) + x] - (meanA * meanA) - (meanB * meanB), covariance = moments[(4 * columns) + x] - (meanA * meanB);
                double here = ((2 * covariance) + Contrast) / (variances + Contrast);
                structure += here;
                whole += here * ((2 * meanA * meanB) + Luminance) / ((meanA * meanA) + (meanB * meanB) + Luminance);
            }
        }

        return (whole / ((double)columns * lines), structure / ((double)columns * lines));
    }

    private static void Across(ReadOnlySpan<double> line, Span<double> smooth)
    {
        smooth.Clear();
        for (int tap = 0; tap < Window; tap++) TensorPrimitives.MultiplyAdd(line.Slice(tap, smooth.Length), Taps[tap], smooth, smooth);
    }

    private static float[] Halve(float[] plane, int width, int height)
    {
        int columns = (width + 1) / 2, lines = (height + 1) / 2;
        var half = new float[columns * lines];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) half[((y + height % 2) / 2 * columns) + ((x + width % 2) / 2)] += plane[(y * width) + x] / 4;
        }

        return half;
    }

    private static float[] Plane(Picture picture, int channel)
    {
        var plane = new float[picture.Width * picture.Height];
        for (int i = 0; i < plane.Length; i++) plane[i] = picture.Pixels[(i * picture.Channels) + channel];
        return plane;
    }

    private static double[] Gaussian()
    {
        double[] taps = [.. Enumerable.Range(0, Window).Select(i => Math.Exp(-Math.Pow(i - (Window / 2), 2) / (2 * Sigma * Sigma)))];
        double sum = taps.Sum();
        return [.. taps.Select(tap => tap / sum)];
    }
}
