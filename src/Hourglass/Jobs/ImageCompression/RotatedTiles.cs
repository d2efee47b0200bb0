using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// Pictures as rows that a codec's autoencoder takes: tiles <c>[side, side, 3]</c>, picture after picture, line after line, in rotated colours and in rounding
/// steps. Tiles that reach over an edge repeat the last pixel. They are cut when they are read: only the pictures take memory.
/// </summary>
internal sealed class RotatedTiles : DataSet
{
    private readonly int[] _firstRows;
    private readonly int _side;
    private readonly ColourRotation _colours;
    private readonly float _unit;

    private RotatedTiles(PictureSet pictures, int side, ColourRotation colours, double step, int[] firstRows) : base(pictures.Name, firstRows[^1], [side, side, 3], null, null)
    {
        (Pictures, _side, _colours, _firstRows) = (pictures, side, colours, firstRows);
        _unit = (float)(1 / (ColourRotation.Unit * step));
    }

    /// <summary>The pictures.</summary>
    public PictureSet Pictures { get; }

    /// <inheritdoc/>
    public override Type ElementType => typeof(float);

    /// <summary>Cuts pictures into tiles.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="side">Pixels of a tile's side, 1 or more.</param>
    /// <param name="colours">The axes of colour.</param>
    /// <param name="step">The rounding step in grey levels.</param>
    /// <exception cref="InputException">There are more than 2^31 tiles.</exception>
    public static RotatedTiles Of(PictureSet pictures, int side, ColourRotation colours, double step)
    {
        var firstRows = new int[pictures.Pictures.Count + 1];
        for (int i = 0; i < pictures.Pictures.Count; i++)
        {
            Picture picture = pictures.Pictures[i].Picture;
            long rows = firstRows[i] + ((long)Count(picture.Width, side) * Count(picture.Height, side));
            if (rows > int.MaxValue) throw new InputException("The pictures are too many.", pictures.Name, $"{rows:N0} tiles", $"at most {int.MaxValue:N0}", "fewer pictures");
            firstRows[i + 1] = (int)rows;
        }

        return new RotatedTiles(pictures, side, colours, step, firstRows);
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Rows} tiles.");
        int index = Array.BinarySearch(_firstRows, row);
        if (index < 0) index = ~index - 1;
        Picture picture = Pictures.Pictures[index].Picture;
        int tile = row - _firstRows[index], columns = Count(picture.Width, _side), left = tile % columns * _side, top = tile / columns * _side;
        var pixel = new byte[picture.Channels];
        int[][] planes = [.. Enumerable.Range(0, picture.Channels).Select(_ => new int[1])];
        for (int i = 0; i < _side * _side; i++)
        {
            int x = Math.Min(left + (i % _side), picture.Width - 1), y = Math.Min(top + (i / _side), picture.Height - 1);
            picture.Pixels.AsSpan(((y * picture.Width) + x) * picture.Channels, picture.Channels).CopyTo(pixel);
            _colours.ToPlanes(pixel, planes, 0);
            for (int plane = 0; plane < 3; plane++) destination[(3 * i) + plane] = plane < planes.Length ? planes[plane][0] * _unit : 0;
        }
    }

    private static int Count(int length, int side) => (int)(((long)length + side - 1) / side);
}
