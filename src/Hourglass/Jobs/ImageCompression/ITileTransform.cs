using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>How the pixels of a tile become coefficients, and back.</summary>
internal interface ITileTransform
{
    /// <summary>From pixels to bands.</summary>
    WaveletTransform Wavelet { get; }

    /// <summary>What is known of the coefficients.</summary>
    ContextTables Tables { get; }

    /// <summary>Bytes of a line to planes.</summary>
    /// <param name="pixels">[width, channels].</param>
    /// <param name="planes">One a channel.</param>
    /// <param name="at">Where the line begins in them.</param>
    void ToPlanes(ReadOnlySpan<byte> pixels, int[][] planes, int at);

    /// <summary>Planes to bytes of a line.</summary>
    /// <inheritdoc cref="ToPlanes"/>
    void ToPixels(int[][] planes, int at, Span<byte> pixels);

    /// <summary>How the coefficients of a band are rounded; null when they are whole and stay as they are, which they then are in the band's values.</summary>
    /// <param name="band">The band.</param>
    /// <param name="plane">The transformed plane, [height, stride].</param>
    /// <param name="stride">Numbers in a line of it.</param>
    /// <param name="workspace">Gives memory.</param>
    RateRounding? Round(Band band, int[] plane, int stride, Workspace workspace);

    /// <summary>What rounded coefficients stand for.</summary>
    /// <param name="band">The band.</param>
    /// <param name="values">A line of its values.</param>
    /// <param name="plane">The same places of the transformed plane.</param>
    void Spread(Band band, ReadOnlySpan<int> values, Span<int> plane);

    /// <summary>Improves planes after the synthesis.</summary>
    /// <param name="planes">[height, width] each.</param>
    /// <param name="width">Numbers in a line.</param>
    /// <param name="height">Lines.</param>
    /// <param name="halvings">How often the sides were halved: a picture of reduced size.</param>
    void Finish(int[][] planes, int width, int height, int halvings);
}
