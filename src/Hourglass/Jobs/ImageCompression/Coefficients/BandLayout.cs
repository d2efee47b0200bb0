using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>The bands of a transformed tile, in the order in which they are coded: from coarse to fine, plane after plane, so that everything a band looks at is there before.</summary>
internal sealed class BandLayout
{
    // A coarse side of at most this many pixels is not halved again.
    private const int ShortestSide = 6;

    /// <summary>The most levels: a side of 1024 becomes one of 8.</summary>
    public const int MostLevels = 7;

    /// <param name="width">Columns of the tile.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="planes">1 or 3.</param>
    /// <param name="workspace">Gives the memory.</param>
    public BandLayout(int width, int height, int planes, Workspace workspace)
    {
        (Width, Height, Planes, Levels) = (width, height, planes, LevelsFor(width, height));
        var bands = new List<Band>();
        var made = new Dictionary<(int Level, Orientation, int Plane), Band>();
        for (int plane = 0; plane < planes; plane++) Add(Levels, Orientation.Coarse, plane);
        for (int level = Levels; level >= 1; level--)
            for (Orientation orientation = Orientation.Horizontal; orientation <= Orientation.Diagonal; orientation++)
                for (int plane = 0; plane < planes; plane++) Add(level, orientation, plane);
        Bands = bands;

        void Add(int level, Orientation orientation, int plane)
        {
            bool isRight = orientation is Orientation.Horizontal or Orientation.Diagonal, isBelow = orientation is Orientation.Vertical or Orientation.Diagonal;
            int left = WaveletTransform.CoarseSide(width, level), top = WaveletTransform.CoarseSide(height, level);
            var band = new Band(
                level, orientation, plane, isRight ? left : 0, isBelow ? top : 0,
                isRight ? WaveletTransform.CoarseSide(width, level - 1) - left : left, isBelow ? WaveletTransform.CoarseSide(height, level - 1) - top : top, workspace)
            {
                Parent = made.GetValueOrDefault((level + 1, orientation, plane)),
                Sister = orientation > Orientation.Horizontal ? made[(level, Orientation.Horizontal, plane)] : null,
                SecondSister = orientation > Orientation.Vertical ? made[(level, Orientation.Vertical, plane)] : null,
                Colour = plane > 0 ? made[(level, orientation, plane - 1)] : null,
                SecondColour = plane > 1 ? made[(level, orientation, 0)] : null,
            };
            made.Add((level, orientation, plane), band);
            bands.Add(band);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int Planes { get; }

    public int Levels { get; }

    public IReadOnlyList<Band> Bands { get; }

    /// <summary>How often a tile is halved.</summary>
    public static int LevelsFor(int width, int height)
    {
        int levels = 0;
        for (int side = Math.Min(width, height); side > ShortestSide && levels < MostLevels; side = (side + 1) >> 1) levels++;
        return levels;
    }
}
