using System.Numerics;
using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>What pictures are brought to, so that each is a row of the same shape: a size, the way to it, and a colour.</summary>
public sealed record PictureForm
{
    /// <summary>The longest side that pictures are brought to.</summary>
    public const int LongestSide = 8192;

    /// <summary>Pictures as they are.</summary>
    public static PictureForm AsTheyAre { get; } = new();

    /// <summary>Width and height in pixels, 1 to <see cref="LongestSide"/>; as they are when null (default): then all pictures must have one size.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>How pictures of other proportions are brought to the size.</summary>
    public PictureFit Fit { get; init; }

    /// <summary>Grey or coloured.</summary>
    public PictureColour Colour { get; init; }

    /// <summary>
    /// Whether rows are pictures that can be looked at: <c>[height, width]</c>, <c>[height, width, 1]</c> or <c>[height, width, 3]</c>. A network takes any number of
    /// channels (<c>PictureShape</c>).
    /// </summary>
    /// <param name="rowShape">Shape of a row.</param>
    public static bool IsPicture(IReadOnlyList<int> rowShape) => rowShape is [_, _] or [_, _, 1 or 3];

    /// <summary>The form that rows of some shape have.</summary>
    /// <param name="rowShape">The shape of a picture.</param>
    /// <param name="fit">How others are brought to it.</param>
    public static PictureForm Of(IReadOnlyList<int> rowShape, PictureFit fit) =>
        new() { Size = (rowShape[1], rowShape[0]), Fit = fit, Colour = ChannelsOf(rowShape) == 1 ? PictureColour.Grey : PictureColour.Rgb };

    /// <summary>The pictures of a data set in this form. Rows that have no shape of pictures yet take the size as their shape, where one is given.</summary>
    /// <param name="data">Rows. Where pictures change, bytes stay bytes, and other numbers become float32.</param>
    /// <exception cref="InputException">Rows without a shape do not hold as many numbers as the size has pixels, or three times as many.</exception>
    public DataSet Apply(DataSet data)
    {
        if (!IsPicture(data.RowShape))
            return Size is { } said ? Apply(data.WithRowShape(ShapeOf(said.Width, said.Height, data.Width == 3 * said.Width * said.Height ? 3 : 1))) : data;
        var (height, width, from) = (data.RowShape[0], data.RowShape[1], ChannelsOf(data.RowShape));
        (int targetWidth, int targetHeight) = Size ?? (width, height);
        int channels = ChannelsFor(from == 1);
        int[] shape = ShapeOf(targetWidth, targetHeight, channels);
        DataSet formed = (targetWidth, targetHeight, channels) == (width, height, from) ? data
            : data.ElementType == typeof(byte) ? Apply(data, shape, value => (byte)Math.Clamp(MathF.Round(value), 0, 255))
            : Apply(data, shape, value => value);
        return formed.Fit == Fit ? formed : DataView.WithFit(formed, Fit);
    }

    /// <summary>A picture in this form.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="channels">1 or 3.</param>
    internal Picture Apply(Picture picture, int channels)
    {
        (int width, int height) = Size ?? (picture.Width, picture.Height);
        if ((width, height, channels) == (picture.Width, picture.Height, picture.Channels)) return picture;
        var values = new float[width * height * channels];
        PictureResampling.Resample<byte>(picture.Pixels, (picture.Width, picture.Height, picture.Channels), values, (width, height, channels), Fit);
        return new RowPictures(height, width, channels, 0, byte.MaxValue).Draw(values);
    }

    /// <summary>How many eighths of its width and height a picture needs at least, before it is brought to the size: 1 to 8.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    public int EighthsOf(int width, int height)
    {
        if (Size is not { } size) return 8;
        double across = size.Width / (double)width, down = size.Height / (double)height;
        return Math.Clamp((int)Math.Ceiling(8 * (Fit == PictureFit.Pad ? Math.Min(across, down) : Math.Max(across, down))), 1, 8);
    }

    /// <summary>Channels of pictures in this form.</summary>
    /// <param name="areGrey">Whether all pictures are stored as grey.</param>
    internal int ChannelsFor(bool areGrey) => Colour switch { PictureColour.Grey => 1, PictureColour.Rgb => 3, _ => areGrey ? 1 : 3 };

    /// <summary>The shape of a row: <c>[height, width]</c> for grey, else <c>[height, width, 3]</c>.</summary>
    internal static int[] ShapeOf(int width, int height, int channels) => channels == 1 ? [height, width] : [height, width, channels];

    internal static int ChannelsOf(IReadOnlyList<int> rowShape) => rowShape.Count == 3 ? rowShape[2] : 1;

    private StoredRows<T> Apply<T>(DataSet data, int[] shape, Func<float, T> store)
        where T : unmanaged, INumberBase<T>
    {
        int width = shape.Aggregate(1, (product, size) => product * size);
        if ((long)width * data.Rows > Array.MaxLength)
            throw new InputException("The pictures are too large.", data.Name, $"{data.Rows} pictures of {width} numbers", $"at most {Array.MaxLength} numbers", "a smaller size");
        float[] row = new float[data.Width], target = new float[width];
        var values = new T[width * data.Rows];
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            PictureResampling.Resample<float>(row, (data.RowShape[1], data.RowShape[0], ChannelsOf(data.RowShape)), target, (shape[1], shape[0], ChannelsOf(shape)), Fit);
            for (int j = 0; j < width; j++) values[(i * width) + j] = store(target[j]);
        }

        return new StoredRows<T>(data.Name, values, data.Rows, shape, labels: data.Labels);
    }
}
