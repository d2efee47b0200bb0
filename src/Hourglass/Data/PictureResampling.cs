using System.Numerics;
using System.Numerics.Tensors;

namespace Hourglass.Data;

/// <summary>
/// Pictures at another size: each new pixel is the mean of those around it, weighted by a triangle that is two new pixels wide, and never less than two old
/// ones. This is the bilinear filter with antialiasing of Pillow and PyTorch. The same on every machine but for the last bit of a float.
/// </summary>
internal static class PictureResampling
{
    private static readonly float[] Luma = [0.299f, 0.587f, 0.114f];

    /// <summary>Brings a picture to a size and a number of channels.</summary>
    /// <param name="source">[height, width, channels].</param>
    /// <param name="from">What the source is.</param>
    /// <param name="target">[height, width, channels]; in the units of the source.</param>
    /// <param name="to">What the target is.</param>
    /// <param name="fit">What becomes of other proportions.</param>
    public static void Resample<T>(
        ReadOnlySpan<T> source, (int Width, int Height, int Channels) from, Span<float> target, (int Width, int Height, int Channels) to, PictureFit fit)
        where T : unmanaged, INumberBase<T>
    {
        // The part of the source that is seen, in its pixels, and the part of the target that shows it.
        (double boxWidth, double boxHeight, int width, int height) = (from.Width, from.Height, to.Width, to.Height);
        double across = from.Width / (double)to.Width, down = from.Height / (double)to.Height;
        if (fit == PictureFit.Crop) (boxWidth, boxHeight) = (to.Width * Math.Min(across, down), to.Height * Math.Min(across, down));
        if (fit == PictureFit.Pad) (width, height) = (Inside(from.Width / Math.Max(across, down), to.Width), Inside(from.Height / Math.Max(across, down), to.Height));
        Window[] columns = Windows((from.Width - boxWidth) / 2, boxWidth, from.Width, width), lines = Windows((from.Height - boxHeight) / 2, boxHeight, from.Height, height);

        // One line of the source at a time: narrowed, then added to every line of the target that it is part of.
        (int left, int top) = ((to.Width - width) / 2, (to.Height - height) / 2);
        float[] shown = new float[height * width * from.Channels], line = new float[width * from.Channels];
        for (int y = lines[0].First, first = 0; y < lines[^1].End; y++)
        {
            Narrow(source.Slice(y * from.Width * from.Channels, from.Width * from.Channels), columns, from.Channels, line);
            while (lines[first].End <= y) first++;
            for (int i = first; i < height && lines[i].First <= y; i++)
            {
                Span<float> sum = shown.AsSpan(i * line.Length, line.Length);
                TensorPrimitives.MultiplyAdd(line, lines[i].Weights[y - lines[i].First], sum, sum);
            }
        }

        target.Clear();
        for (int y = 0; y < height; y++)
            Recolour(shown.AsSpan(y * line.Length, line.Length), from.Channels, target.Slice((((top + y) * to.Width) + left) * to.Channels, width * to.Channels), to.Channels);
    }

    private static int Inside(double size, int most) => Math.Clamp((int)Math.Round(size), 1, most);

    private static Window[] Windows(double start, double length, int size, int count)
    {
        double scale = length / count, reach = Math.Max(1, scale);
        var windows = new Window[count];
        for (int i = 0; i < count; i++)
        {
            double centre = start + ((i + 0.5) * scale);
            int first = (int)Math.Floor(Math.Max(start, centre - reach)), end = Math.Min(size, (int)Math.Ceiling(Math.Min(start + length, centre + reach)));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(place => Math.Max(0, 1 - (Math.Abs(place + 0.5 - centre) / reach)))];
            double sum = weights.Sum();
            windows[i] = new Window(first, [.. weights.Select(weight => (float)(weight / sum))]);
        }

        return windows;
    }

    private static void Narrow<T>(ReadOnlySpan<T> line, Window[] columns, int channels, Span<float> narrowed)
        where T : unmanaged, INumberBase<T>
    {
        for (int column = 0; column < columns.Length; column++)
        {
            (int first, float[] weights) = columns[column];
            for (int channel = 0; channel < channels; channel++)
            {
                float sum = 0;
                for (int i = 0, place = (first * channels) + channel; i < weights.Length; i++, place += channels) sum += weights[i] * float.CreateTruncating(line[place]);
                narrowed[(column * channels) + channel] = sum;
            }
        }
    }

    private static void Recolour(ReadOnlySpan<float> line, int from, Span<float> target, int to)
    {
        if (from == to) line.CopyTo(target);
        else if (from == 1)
        {
            for (int i = 0; i < target.Length; i++) target[i] = line[i / to];
        }
        else
        {
            for (int i = 0; i < target.Length; i++) target[i] = TensorPrimitives.Dot(line.Slice(i * from, from), Luma);
        }
    }

    /// <summary>The pixels that one new pixel is made of.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Weights">What each counts; their sum is 1.</param>
    private readonly record struct Window(int First, float[] Weights)
    {
        public int End => First + Weights.Length;
    }
}
