using System.Buffers.Binary;
using System.IO.Compression;
using Hourglass.Coding;
using Hourglass.Data;

namespace Hourglass.Formats.Pictures;

/// <summary>Writes PNG line by line, so that a picture of any size takes no memory beside itself: PNG specification, third edition, 11 and 12.7.</summary>
internal static class PngEncoder
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Writes a file; everything of the document is kept.</summary>
    public static void Write(Stream stream, PictureDocument document)
    {
        Picture picture = document.Picture;
        bool isGrey = picture.Channels == 1;
        var header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8;
        header[9] = document.Alpha is null ? (byte)(isGrey ? PngHeader.Grey : PngHeader.Rgb) : (byte)(isGrey ? PngHeader.GreyAlpha : PngHeader.Rgba);
        stream.Write(Signature);
        WriteChunk(stream, "IHDR"u8, header);
        WriteMetadata(stream, document.Metadata ?? PictureMetadata.None);
        using (var packed = new BufferedStream(new PngPixelWriter(stream), 1 << 16))
        using (var lines = new ZLibStream(packed, CompressionLevel.Optimal)) WriteLines(lines, document);
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>Writes a chunk: its length, its name, its content, and the checksum of both.</summary>
    public static void WriteChunk(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(name);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc32.Append(Crc32.Append(uint.MaxValue, name), content));
        stream.Write(number);
    }

    private static void WriteMetadata(Stream stream, PictureMetadata metadata)
    {
        if (!metadata.IccProfile.IsEmpty)
        {
            using var content = new MemoryStream();
            content.Write("ICC profile\0\0"u8);
            using (var packed = new ZLibStream(content, CompressionLevel.SmallestSize, leaveOpen: true)) packed.Write(metadata.IccProfile.Span);
            WriteChunk(stream, "iCCP"u8, content.ToArray());
        }

        if (!metadata.Exif.IsEmpty) WriteChunk(stream, "eXIf"u8, metadata.Exif.Span);

        // Not packed, neither a language nor a translated keyword, so that a reader that looks for the text finds it.
        if (!metadata.Xmp.IsEmpty) WriteChunk(stream, "iTXt"u8, [.. PngChunks.XmpKeyword, .. new byte[4], .. metadata.Xmp.Span]);
    }

    private static void WriteLines(Stream lines, PictureDocument document)
    {
        (Picture picture, byte[]? alpha) = (document.Picture, document.Alpha);
        int samples = picture.Channels + (alpha is null ? 0 : 1), length = picture.Width * samples;
        byte[] line = new byte[length], above = new byte[length], candidate = new byte[1 + length], best = new byte[1 + length];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> colours = picture.Pixels.AsSpan(y * picture.Width * picture.Channels, picture.Width * picture.Channels);
            if (alpha is null) colours.CopyTo(line);
            else
            {
                for (int x = 0; x < picture.Width; x++)
                {
                    colours.Slice(x * picture.Channels, picture.Channels).CopyTo(line.AsSpan(x * samples));
                    line[(x * samples) + picture.Channels] = alpha[(y * picture.Width) + x];
                }
            }

            int least = int.MaxValue;
            for (int filter = 0; filter < PngFilter.Count; filter++)
            {
                int sum = PngFilter.Apply(filter, line, above, samples, candidate.AsSpan(1));
                if (sum >= least) continue;
                (candidate[0], least) = ((byte)filter, sum);
                (candidate, best) = (best, candidate);
            }

            lines.Write(best);
            (line, above) = (above, line);
        }
    }

    /// <summary>Packed pixels as IDAT chunks, one for each piece that is written.</summary>
    private sealed class PngPixelWriter(Stream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty) WriteChunk(file, "IDAT"u8, buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
