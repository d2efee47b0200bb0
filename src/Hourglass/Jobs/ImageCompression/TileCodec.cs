using Hourglass.Coding;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>One layer of one tile: pixels to segments of code, and back.</summary>
/// <param name="transform">How pixels become coefficients.</param>
/// <param name="channels">1 or 3.</param>
internal sealed class TileCodec(ITileTransform transform, int channels)
{
    /// <summary>Codes a tile.</summary>
    /// <param name="lines">Gives the bytes of a line of the tile.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    /// <param name="segments">How many segments to make.</param>
    /// <param name="result">When given, the pixels that a decoder is going to see are handed to it, line by line.</param>
    public byte[][] Encode(TileLine lines, int width, int height, int segments, TileLine? result = null)
    {
        using var workspace = new Workspace();
        (BandLayout layout, int[][] planes) = Analyse(lines, width, height, workspace);
        var coder = new CoefficientCoder<BinaryEncoder>(new BinaryEncoder(), transform.Tables.Copy());
        var codes = new byte[segments][];
        for (int segment = 0; segment < segments; segment++)
        {
            foreach (Band band in layout.Bands.Where(band => TileGrid.SegmentOf(segments, band.Level) == segment))
                coder.Code(band, transform.Round(band, planes[band.Plane], width, workspace));
            codes[segment] = coder.Coder.Finish();
        }

        if (result is not null) Show(layout, planes, 0, result, workspace);
        return codes;
    }

    /// <summary>Lets tables learn from a tile.</summary>
    /// <param name="lines">Gives the bytes of a line.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    /// <param name="coder">With the tables that learn.</param>
    public void Learn(TileLine lines, int width, int height, CoefficientCoder<BinaryTally> coder)
    {
        using var workspace = new Workspace();
        (BandLayout layout, int[][] planes) = Analyse(lines, width, height, workspace);
        foreach (Band band in layout.Bands) coder.Code(band, transform.Round(band, planes[band.Plane], width, workspace));
    }

    /// <summary>Decodes a tile.</summary>
    /// <param name="codes">Its segments from coarse to fine, as many as there are; what is missing is taken to be zero.</param>
    /// <param name="width">Columns of the whole tile.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="segments">How many segments a whole tile has.</param>
    /// <param name="halvings">How often its sides are halved, 0 to 3: finer segments are not looked at.</param>
    /// <param name="result">Given the pixels, line by line.</param>
    public void Decode(IReadOnlyList<ReadOnlyMemory<byte>> codes, int width, int height, int segments, int halvings, TileLine result)
    {
        using var workspace = new Workspace();
        var layout = new BandLayout(width, height, channels, workspace);
        var coder = new CoefficientCoder<BinaryDecoder>(new BinaryDecoder(default), transform.Tables.Copy());
        for (int segment = 0; segment < codes.Count; segment++)
        {
            coder.Coder = new BinaryDecoder(codes[segment]);
            foreach (Band band in layout.Bands.Where(band => TileGrid.SegmentOf(segments, band.Level) == segment && (band.Level > halvings || band.Orientation == Orientation.Coarse)))
                coder.Code(band);
        }

        Show(layout, Planes(WaveletTransform.CoarseSide(width, halvings) * WaveletTransform.CoarseSide(height, halvings), workspace), halvings, result, workspace);
    }

    private int[][] Planes(int length, Workspace workspace) => [.. Enumerable.Range(0, channels).Select(_ => workspace.Take<int>(length))];

    private (BandLayout Layout, int[][] Planes) Analyse(TileLine lines, int width, int height, Workspace workspace)
    {
        var layout = new BandLayout(width, height, channels, workspace);
        int[][] planes = Planes(width * height, workspace);
        var line = new byte[width * channels];
        for (int y = 0; y < height; y++)
        {
            lines(y, line);
            transform.ToPlanes(line, planes, y * width);
        }

        foreach (int[] plane in planes) transform.Wavelet.Analyse(plane, width, height, layout.Levels, workspace);
        return (layout, planes);
    }

    private void Show(BandLayout layout, int[][] planes, int halvings, TileLine result, Workspace workspace)
    {
        int width = WaveletTransform.CoarseSide(layout.Width, halvings), height = WaveletTransform.CoarseSide(layout.Height, halvings);
        foreach (Band band in layout.Bands.Where(band => band.Level > halvings || band.Orientation == Orientation.Coarse))
            for (int y = 0; y < band.Height; y++)
                transform.Spread(band, band.Values.AsSpan(y * band.Width, band.Width), planes[band.Plane].AsSpan(((band.Top + y) * width) + band.Left, band.Width));
        foreach (int[] plane in planes) transform.Wavelet.Synthesise(plane, width, height, Math.Max(layout.Levels - halvings, 0), workspace);
        transform.Finish(planes, width, height, Math.Min(halvings, layout.Levels));
        var line = new byte[width * channels];
        for (int y = 0; y < height; y++)
        {
            transform.ToPixels(planes, y * width, line);
            result(y, line);
        }
    }
}

/// <summary>Fills or takes a line of a tile.</summary>
/// <param name="line">Counted from the tile's first.</param>
/// <param name="pixels">[width, channels].</param>
internal delegate void TileLine(int line, Span<byte> pixels);
