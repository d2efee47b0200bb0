using Hourglass.Data;
using Hourglass.Jobs.ImageCompression.Bitstream;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>Whole pictures to files and back, tile by tile; tiles do not know of each other and are worked on by all threads.</summary>
/// <param name="codec">The codec.</param>
/// <param name="id">Its id.</param>
/// <param name="threads">The most threads.</param>
internal sealed class PictureCoding(CodecParameters codec, uint id, int threads)
{
    /// <summary>Makes a file.</summary>
    /// <param name="document">The picture.</param>
    /// <param name="isReversible">Whether nothing but a tolerance may be lost.</param>
    /// <param name="step">The rounding step in sixteenths of a grey level, or the tolerance.</param>
    /// <param name="result">When given, becomes what a decoder is going to make of the file: pixels [height, width, channels].</param>
    /// <param name="cancellationToken">Aborts.</param>
    public byte[] Encode(PictureDocument document, bool isReversible, int step, byte[]? result, CancellationToken cancellationToken)
    {
        Picture picture = document.Picture;
        var header = new CompressedHeader(id, picture.Width, picture.Height, picture.Channels, document.Alpha is not null, isReversible, step);
        TileGrid grid = header.Tiles;
        var tiles = new byte[grid.Tiles][][][];
        ForEachTile(grid, cancellationToken, index =>
        {
            PictureRegion tile = grid[index];
            var colours = new TileCodec(TransformOf(header, 0), picture.Channels);
            byte[][] coded = colours.Encode(
                Lines(picture.Pixels, picture.Width, picture.Channels, tile), tile.Width, tile.Height, grid.Segments,
                result is null ? null : Into(result, picture.Width, picture.Channels, tile, new PictureRegion(0, 0, picture.Width, picture.Height)));
            tiles[index] = document.Alpha is { } alpha
                ? [coded, new TileCodec(TransformOf(header, 1), 1).Encode(Lines(alpha, picture.Width, 1, tile), tile.Width, tile.Height, grid.Segments)]
                : [coded];
        });
        return CompressedPicture.ToBytes(header, tiles, document.Metadata ?? PictureMetadata.None);
    }

    /// <summary>Decodes a part of a picture.</summary>
    /// <param name="file">The file.</param>
    /// <param name="region">What part, in pixels of the whole size.</param>
    /// <param name="halvings">How often sides are halved.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public PictureDocument Decode(CompressedPicture file, PictureRegion region, int halvings, CancellationToken cancellationToken)
    {
        CompressedHeader header = file.Header;
        TileGrid grid = header.Tiles;
        PictureRegion wanted = region.Halved(halvings);
        var pixels = new byte[wanted.Width * wanted.Height * header.Channels];
        byte[]? alpha = header.HasAlpha ? new byte[wanted.Width * wanted.Height] : null;
        ForEachTile(grid, cancellationToken, index =>
        {
            PictureRegion tile = grid[index];
            if (!tile.Meets(region)) return;
            for (int layer = 0; layer < header.Layers; layer++)
            {
                int channels = layer == 0 ? header.Channels : 1, there = file.SegmentsOf(index, layer);
                ReadOnlyMemory<byte>[] codes = [.. Enumerable.Range(0, there).Select(segment => file.Segment(segment, index, layer))];
                TileLine into = Into(layer == 0 ? pixels : alpha!, wanted.Width, channels, tile.Halved(halvings), wanted);
                new TileCodec(TransformOf(header, layer), channels).Decode(codes, tile.Width, tile.Height, grid.Segments, halvings, into);
            }
        });
        return new PictureDocument(new Picture(wanted.Width, wanted.Height, header.Channels, pixels), alpha, file.Metadata.IsEmpty ? null : file.Metadata);
    }

    // Opacity is never lossy: it is cheap, and its edges show.
    private ITileTransform TransformOf(CompressedHeader header, int layer) =>
        layer > 0 ? new ReversibleTransform(codec, 0) : header.IsReversible ? new ReversibleTransform(codec, header.Step) : new RotatedTransform(codec, header.Step);

    private void ForEachTile(TileGrid grid, CancellationToken cancellationToken, Action<int> work) =>
        Parallel.For(0, grid.Tiles, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, work);

    private static TileLine Lines(byte[] pixels, int width, int channels, PictureRegion tile) => (line, target) =>
        pixels.AsSpan((((tile.Top + line) * width) + tile.Left) * channels, tile.Width * channels).CopyTo(target);

    // The part of a tile's line that lies in what is wanted.
    private static TileLine Into(byte[] pixels, int width, int channels, PictureRegion tile, PictureRegion wanted)
    {
        return (line, source) =>
        {
            int y = tile.Top + line - wanted.Top, from = Math.Max(tile.Left, wanted.Left), to = Math.Min(tile.Left + tile.Width, wanted.Left + wanted.Width);
            if (y < 0 || y >= wanted.Height || to <= from) return;
            source.Slice((from - tile.Left) * channels, (to - from) * channels).CopyTo(pixels.AsSpan(((y * width) + from - wanted.Left) * channels));
        };
    }
}
