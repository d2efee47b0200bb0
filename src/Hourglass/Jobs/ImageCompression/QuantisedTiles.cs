using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// Tiles of pictures in units of a step of rounding, as rows <c>[side, side, 3]</c>: what a <see cref="Models.WaveletAutoencoder"/> is trained on. Each row is a tile
/// from a random place of a random picture, less 128, in a rotated colour space, divided by a step drawn evenly on a logarithmic scale: fine and coarse
/// pictures are equally frequent. Tiles are cut when they are read; which tile a row is follows from the seed and the number of the row alone.
/// </summary>
public sealed class QuantisedTiles : DataSet
{
    private readonly PictureSet _pictures;
    private readonly float[] _colour;
    private readonly int _side;
    private readonly double _finest, _coarsest;
    private readonly ulong _key;

    /// <summary>Draws tiles.</summary>
    /// <param name="pictures">At least one, each of at least a tile's size; a grey one has the same value in all channels.</param>
    /// <param name="colour">[3, 3]: a row is what a channel takes of red, green and blue; orthonormal, so that errors are as large as in red, green and blue.</param>
    /// <param name="side">Pixels of a tile's side.</param>
    /// <param name="rows">How many tiles.</param>
    /// <param name="steps">Finest and coarsest step, in grey levels.</param>
    /// <param name="seed">What is drawn follows from it.</param>
    /// <exception cref="InputException">A picture is smaller than a tile.</exception>
    public QuantisedTiles(PictureSet pictures, ReadOnlySpan<float> colour, int side, int rows, (double Finest, double Coarsest) steps, ulong seed)
        : base(pictures.Name, rows, [side, side, 3], null, null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(colour.Length, 9);
        foreach (NamedPicture picture in pictures.Pictures)
        {
            if (Math.Min(picture.Picture.Width, picture.Picture.Height) < side)
                throw new InputException("A picture is too small to train on.", picture.Name, $"{picture.Picture.Width} x {picture.Picture.Height} pixels", $"at least {side} x {side}", "leave it out, or take smaller tiles");
        }

        (_pictures, _colour, _side, (_finest, _coarsest), _key) = (pictures, colour.ToArray(), side, steps, Philox.Key(seed, "tiles"));
    }

    /// <summary>The pictures.</summary>
    public PictureSet Pictures => _pictures;

    /// <inheritdoc/>
    public override Type ElementType => typeof(float);

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} tiles.");
        (uint which, uint across, uint down, uint coarse) = Philox.Generate(_key, (uint)row, 0, 0, 0);
        Picture picture = _pictures.Pictures[Below(which, _pictures.Pictures.Count)].Picture;
        (int left, int top) = (Below(across, picture.Width - _side + 1), Below(down, picture.Height - _side + 1));
        float unit = (float)(1 / (_finest * Math.Pow(_coarsest / _finest, Philox.Uniform(coarse))));
        int target = 0, more = picture.Channels == 1 ? 0 : 1;
        for (int y = top; y < top + _side; y++)
        {
            for (int x = left; x < left + _side; x++, target += 3)
            {
                int pixel = ((y * picture.Width) + x) * picture.Channels;
                float red = picture.Pixels[pixel] - 128f, green = picture.Pixels[pixel + more] - 128f, blue = picture.Pixels[pixel + (2 * more)] - 128f;
                for (int channel = 0; channel < 3; channel++)
                    destination[target + channel] = unit * ((_colour[3 * channel] * red) + (_colour[(3 * channel) + 1] * green) + (_colour[(3 * channel) + 2] * blue));
            }
        }
    }

    private static int Below(uint word, int count) => (int)((ulong)word * (uint)count >> 32);
}
