using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>The lossy way: principal colours, the smooth wavelet, one rounding step for all bands, restoration.</summary>
/// <param name="parameters">What was trained.</param>
/// <param name="step">The step in sixteenths of a grey level.</param>
internal sealed class RotatedTransform(CodecParameters parameters, int step) : ITileTransform
{
    // The coarse picture of a level is larger by the wavelet's gain, 1.2302 along each side: its inverse in 65536ths.
    private const int CoarseScale = 43304;

    /// <inheritdoc/>
    public WaveletTransform Wavelet { get; } = new(Transform.Wavelet.Smooth);

    /// <inheritdoc/>
    public ContextTables Tables => parameters.Rotated;

    /// <inheritdoc/>
    public void ToPlanes(ReadOnlySpan<byte> pixels, int[][] planes, int at) => parameters.Colours.ToPlanes(pixels, planes, at);

    /// <inheritdoc/>
    public void ToPixels(int[][] planes, int at, Span<byte> pixels) => parameters.Colours.ToPixels(planes, at, pixels);

    /// <inheritdoc/>
    public RateRounding? Round(Band band, int[] plane, int stride, Workspace workspace)
    {
        var exact = workspace.Take<float>(band.Width * band.Height);
        float inverse = 65536f / StepOf(band);
        for (int y = 0, i = 0; y < band.Height; y++)
            foreach (int value in plane.AsSpan(((band.Top + y) * stride) + band.Left, band.Width)) exact[i++] = value * inverse;
        return new RateRounding(exact);
    }

    /// <inheritdoc/>
    public void Spread(Band band, ReadOnlySpan<int> values, Span<int> plane)
    {
        long size = StepOf(band);
        for (int i = 0; i < values.Length; i++) plane[i] = (int)(((values[i] * size) + 32768) >> 16);
    }

    /// <inheritdoc/>
    public void Finish(int[][] planes, int width, int height, int halvings)
    {
        if (halvings == 0) parameters.Restoration.Apply(planes, width, height, step / (double)ColourRotation.Unit);
        for (int halving = 0; halving < halvings; halving++)
            foreach (int[] plane in planes)
                for (int i = 0; i < width * height; i++) plane[i] = (int)(((plane[i] * (long)CoarseScale) + 32768) >> 16);
    }

    // In 65536ths of the unit of the planes.
    private long StepOf(Band band) => (long)step * parameters.Scales.Of(band);
}
