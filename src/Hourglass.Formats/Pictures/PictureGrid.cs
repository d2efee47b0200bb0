using Hourglass.Data;
using Hourglass.Errors;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Grey pictures in pairs, each original above its reconstruction.</summary>
public sealed class PictureGrid
{
    private const int PairsPerRow = 10, Gap = 2;
    private readonly IReadOnlyList<(float[] Original, float[] Reconstruction)> _pairs;
    private readonly int _height, _width;
    private readonly float _lightest;

    private PictureGrid(IReadOnlyList<(float[] Original, float[] Reconstruction)> pairs, int height, int width, float lightest)
    {
        (_pairs, _height, _width, _lightest) = (pairs, height, width, lightest);
    }

    /// <summary>A grid of the first rows of some data.</summary>
    /// <param name="data">Rows that are pictures, [rows, height * width], in original units.</param>
    /// <param name="reconstructions">Their reconstructions, [rows, height * width].</param>
    /// <param name="rowShape">[height, width].</param>
    /// <param name="count">How many pairs; no more than there are rows.</param>
    /// <exception cref="InputException">The rows are no grey pictures.</exception>
    public static PictureGrid Of(DataSet data, float[,] reconstructions, IReadOnlyList<int> rowShape, int count)
    {
        if (rowShape.Count != 2)
        {
            throw new InputException(
                "The rows are no pictures.", data.Name, $"rows of shape [{string.Join(", ", rowShape)}]", "grey pictures [height, width]",
                "train with --image-size WxH, or leave --picture out");
        }

        var pairs = new List<(float[], float[])>();
        for (int row = 0; row < Math.Min(count, data.Rows); row++)
        {
            float[] original = new float[data.Width], reconstruction = new float[data.Width];
            data.CopyRow(row, original);
            for (int i = 0; i < data.Width; i++) reconstruction[i] = reconstructions[row, i];
            pairs.Add((original, reconstruction));
        }

        return new PictureGrid(pairs, rowShape[0], rowShape[1], Math.Max(1e-6f, pairs.Max(pair => pair.Item1.Max())));
    }

    /// <summary>Writes the grid as a PNG, pixels enlarged so that small pictures can be seen.</summary>
    public void WritePng(Stream stream)
    {
        int scale = Math.Clamp(64 / Math.Max(_height, _width), 1, 8);
        int columns = Math.Min(PairsPerRow, _pairs.Count), rows = (_pairs.Count + PairsPerRow - 1) / PairsPerRow;
        int cellWidth = (_width * scale) + Gap, cellHeight = (2 * _height * scale) + (3 * Gap);
        using var bitmap = new SKBitmap((columns * cellWidth) + Gap, (rows * cellHeight) + Gap, SKColorType.Gray8, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.DimGray);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < _pairs.Count; i++)
        {
            int left = Gap + (i % PairsPerRow * cellWidth), top = Gap + (i / PairsPerRow * cellHeight);
            Draw(pixels, bitmap.RowBytes, _pairs[i].Original, left, top, scale);
            Draw(pixels, bitmap.RowBytes, _pairs[i].Reconstruction, left, top + (_height * scale) + Gap, scale);
        }

        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(stream);
    }

    private void Draw(Span<byte> pixels, int stride, float[] values, int left, int top, int scale)
    {
        for (int y = 0; y < _height * scale; y++)
        {
            Span<byte> line = pixels.Slice(((top + y) * stride) + left, _width * scale);
            for (int x = 0; x < line.Length; x++)
                line[x] = (byte)Math.Clamp(MathF.Round(values[(y / scale * _width) + (x / scale)] / _lightest * 255), 0, 255);
        }
    }
}
