using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>How rows of numbers are seen as pictures of bytes: their size, and which numbers are black and white.</summary>
/// <param name="Height">Lines.</param>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Black">The number that is black.</param>
/// <param name="White">The number that is white, above that.</param>
public sealed record RowPictures(int Height, int Width, int Channels, float Black, float White)
{
    /// <summary>
    /// Rows of a shape, <c>[height, width]</c>, <c>[height, width, 1]</c> or <c>[height, width, 3]</c>; null when they are no pictures. Where no number is
    /// below 0, black is 0 and white what pictures usually count to: 255, or 16 (the built-in digits) or 1 where no number is above that.
    /// </summary>
    /// <param name="rowShape">Shape of a row.</param>
    /// <param name="lowest">The smallest number in the rows.</param>
    /// <param name="largest">The largest.</param>
    public static RowPictures? Of(IReadOnlyList<int> rowShape, float lowest, float largest)
    {
        if (!PictureForm.IsPicture(rowShape)) return null;
        return new(rowShape[0], rowShape[1], PictureForm.ChannelsOf(rowShape), Math.Min(0, lowest), lowest < 0 ? Math.Max(0, largest) : WhiteFor(largest));
    }

    /// <summary>Rows of a shape, black and white by the numbers in some of them; null when they are no pictures.</summary>
    /// <param name="rowShape">Shape of a row.</param>
    /// <param name="data">[rows, height * width * channels].</param>
    public static RowPictures? Of(IReadOnlyList<int> rowShape, DataSet data)
    {
        if (Of(rowShape, 0, 1) is null) return null;
        var row = new float[data.Width];
        (float lowest, float largest) = (0, 0);
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            foreach (float value in row) (lowest, largest) = (Math.Min(lowest, value), Math.Max(largest, value));
        }

        return Of(rowShape, lowest, largest);
    }

    /// <summary>A row as a picture; what is darker than black or lighter than white is cut off.</summary>
    /// <param name="row">[height * width * channels].</param>
    public Picture Draw(ReadOnlySpan<float> row)
    {
        var pixels = new byte[Height * Width * Channels];
        float factor = byte.MaxValue / (White - Black);
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(MathF.Round((row[i] - Black) * factor), 0, byte.MaxValue);
        return new(Width, Height, Channels, pixels);
    }

    /// <summary>Rows as pictures.</summary>
    /// <param name="data">[rows, height * width * channels].</param>
    public IReadOnlyList<Picture> DrawAll(DataSet data)
    {
        var row = new float[data.Width];
        return
        [
            .. Enumerable.Range(0, data.Rows).Select(i =>
            {
                data.CopyRow(i, row);
                return Draw(row);
            }),
        ];
    }

    /// <inheritdoc cref="DrawAll(DataSet)"/>
    public IReadOnlyList<Picture> DrawAll(float[,] data) => DrawAll(DataSet.From(data));

    /// <summary>What is said when pictures are asked for and the rows are none.</summary>
    /// <param name="name">What to call the rows.</param>
    /// <param name="rowShape">Their shape.</param>
    public static InputException NoPictures(string name, IReadOnlyList<int> rowShape) => new(
        "The rows are no pictures.", name, $"rows of shape [{string.Join(", ", rowShape)}]", "[height, width] or [height, width, 3]",
        "train with --image-size WxH, or ask for no picture: -o rows.npy");

    private static float WhiteFor(float largest) => largest switch
    {
        > byte.MaxValue => largest,
        > 16 => byte.MaxValue,
        > 1 => 16,
        _ => 1,
    };
}
