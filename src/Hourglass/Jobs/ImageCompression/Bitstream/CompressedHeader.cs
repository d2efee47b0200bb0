namespace Hourglass.Jobs.ImageCompression.Bitstream;

/// <summary>What a compressed picture is, before its segments.</summary>
/// <param name="Model">Id of the model that made it: the first 4 bytes of SHA-256 over all its numbers.</param>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="HasAlpha">Whether opacity follows the colours of each tile.</param>
/// <param name="IsReversible">Whether it was coded without a lossy transform.</param>
/// <param name="Step">The rounding step in sixteenths of a grey level; of a reversible picture how much a number may be off.</param>
public sealed record CompressedHeader(uint Model, int Width, int Height, int Channels, bool HasAlpha, bool IsReversible, int Step)
{
    /// <summary>The largest <see cref="Step"/> of a lossy picture.</summary>
    public const int LargestStep = 16_000;

    /// <summary>The largest <see cref="Step"/> of a reversible one.</summary>
    public const int LargestTolerance = 127;

    internal TileGrid Tiles => new(Width, Height);

    // Colours and opacity are coded one behind the other.
    internal int Layers => HasAlpha ? 2 : 1;

    internal bool IsSensible =>
        Channels is 1 or 3 && Width >= 1 && Height >= 1 && (IsReversible ? Step is >= 0 and <= LargestTolerance : Step is >= 1 and <= LargestStep);
}
