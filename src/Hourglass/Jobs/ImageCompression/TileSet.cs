using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// The tiles of some pictures as rows, <c>[side, side]</c> or <c>[side, side, 3]</c> bytes, picture after picture, line after line. Tiles that reach over
/// an edge repeat the last pixel; grey pictures among coloured ones become coloured. Tiles are cut when they are read: only the pictures take memory.
/// </summary>
public sealed class TileSet : DataSet
{
    private readonly int[] _firstRows;
    private readonly int _side, _channels;

    private TileSet(PictureSet pictures, int side, int channels, int[] firstRows)
        : base(pictures.Name, firstRows[^1], channels == 1 ? [side, side] : [side, side, channels], null, null)
    {
        (Pictures, _side, _channels, _firstRows) = (pictures, side, channels, firstRows);
    }

    /// <summary>The pictures.</summary>
    public PictureSet Pictures { get; }

    /// <inheritdoc/>
    public override Type ElementType => typeof(byte);

    /// <summary>Cuts pictures into tiles.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="side">Pixels of a tile's side, 1 or more.</param>
    /// <param name="channels">1 for grey tiles, 3 for coloured ones.</param>
    /// <exception cref="InputException">A picture is coloured and the tiles are grey, or there are more than 2^31 tiles.</exception>
    public static TileSet Of(PictureSet pictures, int side, int channels)
    {
        var firstRows = new int[pictures.Pictures.Count + 1];
        for (int i = 0; i < pictures.Pictures.Count; i++)
        {
            NamedPicture picture = pictures.Pictures[i];
            RequireChannels(picture.Name, picture.Picture, channels);
            long rows = firstRows[i] + ((long)Count(picture.Picture.Width, side) * Count(picture.Picture.Height, side));
            if (rows > int.MaxValue) throw new InputException("The pictures are too many.", pictures.Name, $"{rows:N0} tiles", $"at most {int.MaxValue:N0}", "larger tiles, or fewer pictures");
            firstRows[i + 1] = (int)rows;
        }

        return new TileSet(pictures, side, channels, firstRows);
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} tiles.");
        int index = Array.BinarySearch(_firstRows, row);
        if (index < 0) index = ~index - 1;
        Picture picture = Pictures.Pictures[index].Picture;
        int tile = row - _firstRows[index], columns = Count(picture.Width, _side);
        Copy(picture, tile % columns, tile / columns, _side, _channels, destination);
    }

    /// <summary>Tiles that cover a length.</summary>
    internal static int Count(int length, int side) => (int)(((long)length + side - 1) / side);

    internal static void RequireChannels(string name, Picture picture, int channels)
    {
        if (picture.Channels > channels)
            throw new InputException("The model is for grey pictures.", name, "a coloured picture", "grey ones, as it was trained on", "use a model that was trained on coloured pictures");
    }

    /// <summary>Copies a tile.</summary>
    internal static void Copy(Picture picture, int column, int line, int side, int channels, Span<float> tile)
    {
        int target = 0;
        for (int y = 0; y < side; y++)
        {
            int from = Math.Min((line * side) + y, picture.Height - 1) * picture.Width;
            for (int x = 0; x < side; x++)
            {
                int pixel = (from + Math.Min((column * side) + x, picture.Width - 1)) * picture.Channels;
                for (int c = 0; c < channels; c++) tile[target++] = picture.Pixels[pixel + (picture.Channels == 1 ? 0 : c)];
            }
        }
    }

    /// <summary>Writes a tile into a picture, rounded to bytes; what reaches over an edge is left out. Into a grey picture goes the mean of the channels.</summary>
    internal static void Paste(ReadOnlySpan<float> tile, int column, int line, int side, int channels, Picture picture)
    {
        int height = Math.Min(side, picture.Height - (line * side)), width = Math.Min(side, picture.Width - (column * side));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<float> values = tile.Slice(((y * side) + x) * channels, channels);
                int pixel = ((((line * side) + y) * picture.Width) + (column * side) + x) * picture.Channels;
                if (picture.Channels == channels) for (int c = 0; c < channels; c++) picture.Pixels[pixel + c] = ToByte(values[c]);
                else picture.Pixels[pixel] = ToByte((values[0] + values[1] + values[2]) / 3);
            }
        }
    }

    // NaN, which only a damaged model can give, becomes black.
    private static byte ToByte(float value) => value >= 0 ? (byte)Math.Min(MathF.Round(value), byte.MaxValue) : (byte)0;
}
