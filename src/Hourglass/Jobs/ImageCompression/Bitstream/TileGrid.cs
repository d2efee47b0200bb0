namespace Hourglass.Jobs.ImageCompression.Bitstream;

/// <summary>A part of a picture.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First line.</param>
/// <param name="Width">Columns, 1 or more.</param>
/// <param name="Height">Lines, 1 or more.</param>
public readonly record struct PictureRegion(int Left, int Top, int Width, int Height)
{
    internal bool Meets(PictureRegion other) =>
        Left < other.Left + other.Width && other.Left < Left + Width && Top < other.Top + other.Height && other.Top < Top + Height;

    /// <summary>The same part of a picture with sides divided by two so many times, rounded up.</summary>
    internal PictureRegion Halved(int times)
    {
        int up = (1 << times) - 1, left = Left >> times, top = Top >> times;
        return new PictureRegion(left, top, ((Left + Width + up) >> times) - left, ((Top + Height + up) >> times) - top);
    }
}

/// <summary>
/// How a picture is cut: into as few tiles as give none more than <see cref="LongestSide"/> pixels a side, nearly the same size all, and beginning at multiples of
/// eight, so that they meet at an eighth of the size too (which may make a tile up to seven pixels longer).
/// </summary>
/// <param name="width">Columns of the picture.</param>
/// <param name="height">Its lines.</param>
internal readonly struct TileGrid(int width, int height)
{
    /// <summary>The most pixels of a tile's side, but for seven that fall to a multiple of eight.</summary>
    public const int LongestSide = 1024;

    // Tiles of up to this many pixels are one segment: more of them would cost more than they are worth.
    private const int FewPixels = 128 * 128;

    /// <summary>Segments of a large tile: an eighth of the size, then a quarter, a half and the whole.</summary>
    public const int MostSegments = 4;

    private int Columns => Count(width);

    private int Lines => Count(height);

    /// <summary>How many tiles.</summary>
    public int Tiles => Columns * Lines;

    /// <summary>A tile, line by line.</summary>
    public PictureRegion this[int tile]
    {
        get
        {
            int left = Edge(tile % Columns, width), top = Edge(tile / Columns, height);
            return new PictureRegion(left, top, Edge((tile % Columns) + 1, width) - left, Edge((tile / Columns) + 1, height) - top);
        }
    }

    /// <summary>How many segments the tiles have: all have the same number.</summary>
    public int Segments => (long)width * height <= FewPixels ? 1 : MostSegments;

    /// <summary>The segment that holds a level's bands.</summary>
    /// <param name="segments">How many the tile has.</param>
    /// <param name="level">1 is the finest; 0, of tiles too thin to be halved, comes with it.</param>
    public static int SegmentOf(int segments, int level) => segments == 1 ? 0 : Math.Clamp(MostSegments - level, 0, MostSegments - 1);

    private static int Count(int side) => (int)(((long)side + LongestSide - 1) / LongestSide);

    private static int Edge(int index, int side)
    {
        int count = Count(side);
        return index == count ? side : (int)((long)index * side / count) & ~7;
    }
}
