using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// Reads files that hold a picture each. A picture is a data set of one row, <c>[height, width]</c> for grey and <c>[height, width, 3]</c> otherwise,
/// bytes, brought to <see cref="ReadOptions.Pictures"/>; a folder of them is one of as many rows.
/// </summary>
public abstract class PictureFileReader : Reader
{
    /// <summary>What the header of a file says.</summary>
    /// <param name="stream">As for <see cref="Reader.Read"/>.</param>
    /// <param name="name">The name of the file for messages.</param>
    /// <exception cref="InputException">The header is damaged.</exception>
    public abstract PictureHeader ReadHeader(Stream stream, string name);

    /// <summary>Decodes a picture: its own pixels, or fewer where the format can give them for less work and <see cref="PictureForm.EighthsOf"/> says that they will do.</summary>
    /// <param name="stream">As for <see cref="Reader.Read"/>.</param>
    /// <param name="name">The name of the file for messages.</param>
    /// <param name="form">What it will be brought to.</param>
    /// <exception cref="InputException">The file is damaged, or the picture is larger than can be decoded.</exception>
    public abstract Picture Decode(Stream stream, string name, PictureForm form);

    /// <inheritdoc/>
    public sealed override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        if (options.Part is not null || options.Label is not null || options.Ignore.Count > 0)
            throw new InputException("A picture has no parts, labels or columns.", name, options.Part ?? options.Label ?? options.Ignore[0], null, "leave out #..., --label and --ignore");
        Picture picture = Decode(stream, name, options.Pictures);
        int channels = options.Pictures.ChannelsFor(picture.Channels == 1);
        picture = options.Pictures.Apply(picture, channels);
        var store = new RowStore(picture.Pixels.Length, "", long.MaxValue);
        store.Reserve(1);
        store.Write(0, picture.Pixels);
        return new PictureRows(name, [(Path.GetFileName(name), 0)], PictureForm.ShapeOf(picture.Width, picture.Height, channels), null, options.Pictures.Fit, store);
    }
}

/// <summary>What the header of a picture file says.</summary>
/// <param name="Width">Pixels in a line of the upright picture.</param>
/// <param name="Height">Lines.</param>
/// <param name="IsGrey">Whether it is stored as grey.</param>
public readonly record struct PictureHeader(int Width, int Height, bool IsGrey);
