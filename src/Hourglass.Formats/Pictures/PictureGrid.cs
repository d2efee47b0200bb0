using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>Pictures of one size in lines, pixels enlarged so that small pictures can be seen.</summary>
public sealed class PictureGrid
{
    private const int Gap = 2, GapOfColumns = 8, ShownSide = 64, LargestFactor = 8;
    private const byte Background = 105;
    private readonly IReadOnlyList<IReadOnlyList<Picture>> _lines;
    private readonly int _together;

    // So many lines belong together; the next ones keep a distance.
    private PictureGrid(IReadOnlyList<IReadOnlyList<Picture>> lines, int together) => (_lines, _together) = (lines, together);

    /// <summary>A grid of pictures, one after the other.</summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <param name="perLine">Pictures beside each other.</param>
    /// <exception cref="InputException">The grid would have more pixels than a picture that can be read again.</exception>
    public static PictureGrid Of(IReadOnlyList<Picture> pictures, int perLine) => OfColumns([pictures], perLine);

    /// <summary>A grid of columns: each original above what became of it. Columns that do not fit beside each other go on below.</summary>
    /// <param name="lines">Originals, then as many pictures in each line below; all of one size, at least one.</param>
    /// <param name="perLine">Columns beside each other; 10 by default.</param>
    /// <exception cref="InputException">The grid would have more pixels than a picture that can be read again.</exception>
    public static PictureGrid OfColumns(IReadOnlyList<IReadOnlyList<Picture>> lines, int perLine = 10)
    {
        var grid = new PictureGrid([.. Enumerable.Range(0, (lines[0].Count + perLine - 1) / perLine).SelectMany(part => lines.Select(line => (IReadOnlyList<Picture>)[.. line.Skip(part * perLine).Take(perLine)]))], lines.Count);
        (int width, int height, _) = grid.Size();
        if ((long)width * height <= PictureReader.MostPixels) return grid;
        throw new InputException(
            "The picture would be too large.", null, $"{width} x {height} pixels for {lines[0].Count} columns of pictures of {lines[0][0].Width} x {lines[0][0].Height}",
            $"at most {PictureReader.MostPixels / 1_000_000} megapixels", "draw fewer pictures, for example --count 20");
    }

    /// <summary>The grid as one picture.</summary>
    public Picture Draw()
    {
        (int width, int height, int scale) = Size();
        int channels = _lines.Max(line => line.Max(picture => picture.Channels));
        var pixels = new byte[width * height * channels];
        pixels.AsSpan().Fill(Background);
        for (int line = 0; line < _lines.Count; line++)
        {
            for (int column = 0; column < _lines[line].Count; column++)
            {
                Picture picture = _lines[line][column];
                (int left, int top) = ((column * ((picture.Width * scale) + Gap)) + Gap, Top(line, picture.Height * scale));
                for (int y = 0; y < picture.Height * scale; y++)
                {
                    for (int x = 0; x < picture.Width * scale; x++)
                    {
                        int from = ((y / scale * picture.Width) + (x / scale)) * picture.Channels, to = (((top + y) * width) + left + x) * channels;
                        for (int c = 0; c < channels; c++) pixels[to + c] = picture.Pixels[from + Math.Min(c, picture.Channels - 1)];
                    }
                }
            }
        }

        return new Picture(width, height, channels, pixels);
    }

    /// <summary>Writes the grid as a PNG.</summary>
    public void WritePng(Stream stream) => stream.Write(PngWriter.Encode(Draw()));

    private (int Width, int Height, int Scale) Size()
    {
        (int width, int height) = (_lines[0][0].Width, _lines[0][0].Height);
        int scale = Math.Clamp(ShownSide / Math.Max(height, width), 1, LargestFactor);
        return (checked((_lines.Max(line => line.Count) * ((width * scale) + Gap)) + Gap), checked(Top(_lines.Count - 1, height * scale) + (height * scale) + Gap), scale);
    }

    private int Top(int line, int height) => checked((line * (height + Gap)) + Gap + (_together > 1 ? line / _together * GapOfColumns : 0));
}
