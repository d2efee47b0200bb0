using Hourglass.Data;
using Hourglass.Errors;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Pictures of one size in rows, pixels enlarged so that small pictures can be seen.</summary>
public sealed class PictureGrid
{
    private const int PairsPerRow = 10, Gap = 2;
    private readonly IReadOnlyList<IReadOnlyList<Picture>> _rows;

    private PictureGrid(IReadOnlyList<IReadOnlyList<Picture>> rows) => _rows = rows;

    /// <summary>A grid of rows that are pictures.</summary>
    /// <param name="rows">[rows, height * width * channels].</param>
    /// <param name="rowShape">[height, width] or [height, width, 3].</param>
    /// <param name="perRow">Pictures beside each other.</param>
    /// <param name="name">What to call the rows in errors.</param>
    /// <exception cref="InputException">The rows are no pictures.</exception>
    public static PictureGrid Of(float[,] rows, IReadOnlyList<int> rowShape, int perRow, string name)
    {
        RequirePictures(rowShape, name);
        float[][] values = [.. Enumerable.Range(0, rows.GetLength(0)).Select(row => RowOf(rows, row))];
        float lightest = Lightest(values);
        return new([.. values.Chunk(perRow).Select(chunk => (IReadOnlyList<Picture>)[.. chunk.Select(picture => Picture.Of(picture, rowShape, lightest))])]);
    }

    /// <summary>A grid of pairs, each original above its reconstruction.</summary>
    /// <param name="data">Rows that are pictures, [rows, height * width * channels], in original units.</param>
    /// <param name="reconstructions">Their reconstructions, of the same shape.</param>
    /// <param name="rowShape">[height, width] or [height, width, 3].</param>
    /// <param name="count">How many pairs; no more than there are rows.</param>
    /// <exception cref="InputException">The rows are no pictures.</exception>
    public static PictureGrid Of(DataSet data, float[,] reconstructions, IReadOnlyList<int> rowShape, int count)
    {
        RequirePictures(rowShape, data.Name);
        var originals = new float[Math.Min(count, data.Rows)][];
        for (int row = 0; row < originals.Length; row++) data.CopyRow(row, originals[row] = new float[data.Width]);
        float lightest = Lightest(originals);
        Picture Draw(float[] values) => Picture.Of(values, rowShape, lightest);
        return new([.. Enumerable.Range(0, originals.Length).Chunk(PairsPerRow).SelectMany(rows => (IReadOnlyList<Picture>[])
            [[.. rows.Select(row => Draw(originals[row]))], [.. rows.Select(row => Draw(RowOf(reconstructions, row)))]])]);
    }

    /// <summary>Writes the grid as a PNG.</summary>
    public void WritePng(Stream stream)
    {
        (int width, int height) = (_rows[0][0].Width, _rows[0][0].Height);
        int scale = Math.Clamp(64 / Math.Max(height, width), 1, 8), cellWidth = (width * scale) + Gap, cellHeight = (height * scale) + Gap;
        using var bitmap = new SKBitmap((_rows.Max(row => row.Count) * cellWidth) + Gap, (_rows.Count * cellHeight) + Gap, _rows[0][0].Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.DimGray);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int row = 0; row < _rows.Count; row++)
        {
            for (int column = 0; column < _rows[row].Count; column++)
                Draw(pixels[((((row * cellHeight) + Gap) * bitmap.RowBytes) + (((column * cellWidth) + Gap) * bitmap.BytesPerPixel))..], bitmap, _rows[row][column], scale);
        }

        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(stream);
    }

    private static void Draw(Span<byte> pixels, SKBitmap bitmap, Picture picture, int scale)
    {
        for (int y = 0; y < picture.Height * scale; y++)
        {
            Span<byte> line = pixels.Slice(y * bitmap.RowBytes, picture.Width * scale * bitmap.BytesPerPixel);
            for (int x = 0; x < picture.Width * scale; x++)
                picture.Pixels.AsSpan(((y / scale * picture.Width) + (x / scale)) * picture.Channels, picture.Channels).CopyTo(line[(x * bitmap.BytesPerPixel)..]);
        }
    }

    private static float[] RowOf(float[,] rows, int row) => [.. Enumerable.Range(0, rows.GetLength(1)).Select(column => rows[row, column])];

    private static float Lightest(float[][] pictures) => Math.Max(1e-6f, pictures.Max(picture => picture.Max()));

    private static void RequirePictures(IReadOnlyList<int> rowShape, string name)
    {
        if (PictureForm.IsPicture(rowShape)) return;
        throw new InputException(
            "The rows are no pictures.", name, $"rows of shape [{string.Join(", ", rowShape)}]", "pictures, [height, width] or [height, width, 3]",
            "train with --image-size WxH, or leave --picture out");
    }
}
