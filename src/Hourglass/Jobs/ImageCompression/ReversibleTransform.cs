using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>The way without loss, or with errors up to a tolerance.</summary>
/// <param name="parameters">What was trained.</param>
/// <param name="tolerance">The most that a number may be off, 0 to 127.</param>
internal sealed class ReversibleTransform(CodecParameters parameters, int tolerance) : ITileTransform
{
    private readonly ReversibleColour _colour = new(tolerance);

    /// <inheritdoc/>
    public WaveletTransform Wavelet { get; } = new(Transform.Wavelet.Reversible);

    /// <inheritdoc/>
    public ContextTables Tables => parameters.Reversible;

    /// <inheritdoc/>
    public void ToPlanes(ReadOnlySpan<byte> pixels, int[][] planes, int at) => _colour.ToPlanes(pixels, planes, at);

    /// <inheritdoc/>
    public void ToPixels(int[][] planes, int at, Span<byte> pixels) => _colour.ToPixels(planes, at, pixels);

    /// <inheritdoc/>
    public RateRounding? Round(Band band, int[] plane, int stride, Workspace workspace)
    {
        for (int y = 0; y < band.Height; y++) plane.AsSpan(((band.Top + y) * stride) + band.Left, band.Width).CopyTo(band.Values.AsSpan(y * band.Width));
        return null;
    }

    /// <inheritdoc/>
    public void Spread(Band band, ReadOnlySpan<int> values, Span<int> plane) => values.CopyTo(plane);

    /// <inheritdoc/>
    public void Finish(int[][] planes, int width, int height, int halvings)
    {
        // The coarse pictures of this wavelet are as bright as the picture itself.
    }
}
