using System.IO.Compression;
using Hourglass.Coding;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>
/// Pixels of a PNG file, line by line: beside the picture itself no more than two lines are held, so that a picture of a hundred megapixels takes no more memory than its pixels.
/// Numbers come through as they are: neither a gamma nor a profile is applied.
/// </summary>
internal static class PngDecoder
{
    // Deflate packs 258 bytes into two bits at best.
    private const int MostPerByte = 1032;

    /// <summary>Decodes.</summary>
    /// <param name="stream">Can seek; from its first byte.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="found">Takes metadata and notes.</param>
    /// <exception cref="InputException">The file is damaged, or the picture is too large.</exception>
    public static UprightPixels Decode(Stream stream, string name, FoundMetadata found)
    {
        PngChunks chunks = PngChunks.Read(stream, name, found);
        PngHeader header = chunks.Header;
        if (header.Bytes > chunks.PixelBytes * MostPerByte) throw PngChunks.Damaged(name, $"{header.Width} x {header.Height} pixels in {chunks.PixelBytes} bytes: the file ends too early");
        if (header.Depth == 16) found.Note("16 bits a sample are read as 8");
        var samples = new PngSamples(chunks, name);
        var pixels = new UprightPixels(new Orientation(found.Orientation, header.Width, header.Height), samples.Channels, samples.Count, name);
        stream.Position = chunks.PixelsAt;
        var packed = new PngPixelStream(stream);
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            foreach (PngPass pass in header.InPasses) Decode(header, pass, samples, unpacked, pixels);

            // Checksums are compared when the end is reached: that of what is unpacked, then those of chunks, whatever else they hold.
            unpacked.ReadByte();
            packed.CopyTo(Stream.Null);
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            throw PngChunks.Damaged(name, packed.IsAtEnd ? "the file ends too early" : "its pixels cannot be unpacked");
        }

        return pixels;
    }

    private static void Decode(PngHeader header, PngPass pass, PngSamples samples, Stream unpacked, UprightPixels pixels)
    {
        int columns = pass.Columns(header.Width), lines = pass.Lines(header.Height);
        if (columns == 0) return;
        byte[] line = new byte[1 + header.LineBytes(columns)], above = new byte[line.Length], result = new byte[columns * samples.Count];
        for (int y = 0; y < lines; y++)
        {
            unpacked.ReadExactly(line);
            if (line[0] >= PngFilter.Count) throw new InvalidDataException();
            PngFilter.Undo(line[0], line.AsSpan(1), above.AsSpan(1), header.PixelBytes);
            pixels.Put(pass.Top + (y * pass.StepDown), samples.Of(line.AsSpan(1), result), pass.Left, pass.StepAcross);
            (line, above) = (above, line);
        }
    }
}
