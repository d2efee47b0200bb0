using System.Text;
using Hourglass.Data;

namespace Hourglass.Cli.Terminal;

/// <summary>Small grey pictures drawn with shades.</summary>
internal static class BlockPicture
{
    private const string Shades = " ░▒▓█";
    private const int LargestSide = 14;

    /// <summary>As many pairs as fit a width.</summary>
    public static IEnumerable<string> Lines(DataSet data, float[,] reconstructions, int width)
    {
        int count = Math.Min(PerLine(data.RowShape, width), data.Rows);
        var originals = new float[count][];
        for (int i = 0; i < count; i++) data.CopyRow(i, originals[i] = new float[data.Width]);
        return Lines([originals, RowsOf(reconstructions, 0, count)], data.RowShape);
    }

    /// <summary>Pictures in rows, as many beside each other as fit a width.</summary>
    public static IEnumerable<string> Lines(float[,] pictures, IReadOnlyList<int> rowShape, int rows, int width)
    {
        int count = Math.Min(PerLine(rowShape, width), pictures.GetLength(0));
        return Lines([.. Enumerable.Range(0, Math.Min(rows, pictures.GetLength(0) / count)).Select(row => RowsOf(pictures, row * count, count))], rowShape);
    }

    private static int PerLine(IReadOnlyList<int> rowShape, int width) => Math.Clamp((width - 2) / ((2 * (rowShape[1] / StepOf(rowShape))) + 2), 1, 8);

    private static int StepOf(IReadOnlyList<int> rowShape) => (Math.Max(rowShape[0], rowShape[1]) + LargestSide - 1) / LargestSide;

    private static float[][] RowsOf(float[,] pictures, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(row => (float[])[.. Enumerable.Range(0, pictures.GetLength(1)).Select(column => pictures[row, column])])];

    private static IEnumerable<string> Lines(IReadOnlyList<float[][]> rows, IReadOnlyList<int> rowShape)
    {
        (int height, int side, int step) = (rowShape[0], rowShape[1], StepOf(rowShape));
        float lightest = rows[0].Max(picture => picture.Max());
        foreach (float[][] pictures in rows)
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
