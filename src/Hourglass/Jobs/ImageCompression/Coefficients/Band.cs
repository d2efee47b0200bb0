namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>What a band of the transform holds.</summary>
internal enum Orientation
{
    /// <summary>The coarsest picture.</summary>
    Coarse,

    /// <summary>What changes along a line.</summary>
    Horizontal,

    /// <summary>What changes from line to line.</summary>
    Vertical,

    /// <summary>What changes along both.</summary>
    Diagonal,
}

/// <summary>
/// One band of one plane: its rounded coefficients, and their magnitudes as far as a byte holds them, with a frame of zeros, so that neighbours can be looked at
/// everywhere.
/// </summary>
internal sealed class Band
{
    /// <summary>Zeros on every side of the magnitudes.</summary>
    public const int Frame = 4;

    /// <summary>Kinds of bands: three orientations and three planes on five levels (deeper ones count as the fifth), and the coarse pictures.</summary>
    public const int Kinds = 48;

    private const int DeepestKind = 5;

    /// <param name="level">1 is the finest.</param>
    /// <param name="orientation">What it holds.</param>
    /// <param name="plane">0 to 2.</param>
    /// <param name="left">First column in the transformed plane.</param>
    /// <param name="top">First line there.</param>
    /// <param name="width">Columns, 0 or more.</param>
    /// <param name="height">Lines, 0 or more.</param>
    /// <param name="workspace">Gives the memory.</param>
    public Band(int level, Orientation orientation, int plane, int left, int top, int width, int height, Workspace workspace)
    {
        (Level, Orientation, Plane, Left, Top, Width, Height) = (level, orientation, plane, left, top, width, height);
        Stride = width + (2 * Frame);
        Values = workspace.Take<int>(width * height);
        Magnitudes = workspace.Take<byte>(Stride * (height + (2 * Frame)));
        Kind = orientation == Orientation.Coarse ? (9 * DeepestKind) + plane : (9 * (Math.Min(level, DeepestKind) - 1)) + (3 * ((int)orientation - 1)) + plane;
    }

    public int Level { get; }

    public Orientation Orientation { get; }

    public int Plane { get; }

    public int Left { get; }

    public int Top { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Which statistics the band has: 0 to <see cref="Kinds"/> - 1.</summary>
    public int Kind { get; }

    /// <summary>[height, width]: the rounded coefficients.</summary>
    public int[] Values { get; }

    /// <summary>Their sizes, at most 255, in lines of <see cref="Stride"/>, framed.</summary>
    public byte[] Magnitudes { get; }

    /// <summary>Bytes from a magnitude to the one below.</summary>
    public int Stride { get; }

    /// <summary>The same orientation one level coarser: half the size.</summary>
    public Band? Parent { get; init; }

    /// <summary>Another orientation of the same level and plane.</summary>
    public Band? Sister { get; init; }

    /// <summary>A third orientation of the same level and plane.</summary>
    public Band? SecondSister { get; init; }

    /// <summary>The same band of the plane before.</summary>
    public Band? Colour { get; init; }

    /// <summary>The same band of the first plane, for the third one.</summary>
    public Band? SecondColour { get; init; }

    /// <summary>Where the magnitude of a place lies; from -<see cref="Frame"/> to the frame on the other side.</summary>
    public int Place(int x, int y) => ((y + Frame) * Stride) + x + Frame;
}
