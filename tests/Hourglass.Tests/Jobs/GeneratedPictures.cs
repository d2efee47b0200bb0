using Hourglass.Data;
using Hourglass.Numerics;

namespace Hourglass.Tests.Jobs;

/// <summary>Pictures made by a rule: a gradient, a disc and a bar over it, noise.</summary>
internal static class GeneratedPictures
{
    public static PictureSet Set(int count, int width = 96, int height = 64, int channels = 3, ulong seed = 0) =>
        new("generated", [.. Enumerable.Range(0, count).Select(i => new NamedPicture($"generated {i}", Of(width, height, channels, seed + (ulong)i)))]);

    public static Picture Of(int width, int height, int channels, ulong seed)
    {
        var random = new RandomStream(seed, "picture");
        double[] Colour() => [.. Enumerable.Range(0, channels).Select(_ => 255 * random.NextDouble())];
        double[][] corners = [Colour(), Colour(), Colour()];
        double[] disc = Colour(), bar = Colour();
        double x0 = random.NextDouble() * width, y0 = random.NextDouble() * height, radius = (0.1 + (0.3 * random.NextDouble())) * Math.Min(width, height);
        int barLeft = random.NextInt(width), barWidth = 1 + (width / 10);
        var pixels = new byte[width * height * channels];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double right = x / (double)width, down = y / (double)height;
                for (int c = 0; c < channels; c++)
                {
                    double value = (corners[0][c] * (1 - right)) + (corners[1][c] * right * (1 - down)) + (corners[2][c] * right * down);
                    if (Math.Pow(x - x0, 2) + Math.Pow(y - y0, 2) < radius * radius) value = disc[c];
                    if (x >= barLeft && x < barLeft + barWidth) value = (value + bar[c]) / 2;
                    pixels[(((y * width) + x) * channels) + c] = (byte)Math.Clamp(value + (2 * random.NextNormal()), 0, 255);
                }
            }
        }

        return new Picture(width, height, channels, pixels);
    }
}
