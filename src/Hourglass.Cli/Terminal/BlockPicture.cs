using System.Text;
using Hourglass.Data;

namespace Hourglass.Cli.Terminal;

/// <summary>Small grey pictures drawn with shades, originals above reconstructions.</summary>
internal static class BlockPicture
{
    private const string Shades = " ░▒▓█";
    private const int LargestSide = 14;

    /// <summary>As many pairs as fit a width.</summary>
    public static IEnumerable<string> Lines(DataSet data, float[,] reconstructions, int width)
    {
        (int height, int side) = (data.RowShape[0], data.RowShape[1]);
        int step = (Math.Max(height, side) + LargestSide - 1) / LargestSide;
        int cell = (2 * (side / step)) + 2;
        int count = Math.Clamp((width - 2) / cell, 1, Math.Min(8, data.Rows));
        float[][] originals = new float[count][], copies = new float[count][];
        for (int i = 0; i < count; i++)
        {
            data.CopyRow(i, originals[i] = new float[data.Width]);
            copies[i] = [.. Enumerable.Range(0, data.Width).Select(column => reconstructions[i, column])];
        }

        float lightest = originals.Max(picture => picture.Max());
        foreach (float[][] pictures in new[] { originals, copies })
        {
            for (int y = 0; y + step <= height; y += step)
            {
                var line = new StringBuilder("  ");
                foreach (float[] picture in pictures)
                {
                    for (int x = 0; x + step <= side; x += step) line.Append(Shades[Shade(picture, x, y, side, step, lightest)], 2);
                    line.Append(' ', 2);
                }

                yield return line.ToString().TrimEnd();
            }

            yield return "";
        }
    }

    // The mean over a square of step * step pixels, as one of the shades.
    private static int Shade(float[] picture, int x, int y, int side, int step, float lightest)
    {
        float sum = 0;
        for (int dy = 0; dy < step; dy++)
        {
            for (int dx = 0; dx < step; dx++) sum += picture[((y + dy) * side) + x + dx];
        }

        return Math.Clamp((int)MathF.Round(sum / (step * step) / lightest * (Shades.Length - 1)), 0, Shades.Length - 1);
    }
}
