using System.Buffers.Binary;
using Hourglass.Coding;

namespace Hourglass.Formats.Pictures;

/// <summary>The content of a PNG file's IDAT chunks as one stream of packed bytes; each chunk's checksum is compared at its end.</summary>
/// <param name="file">Can seek; stays open.</param>
internal sealed class PngPixelStream(Stream file) : Stream
{
    private int _left = -1;
    private uint _remainder;

    /// <summary>Whether somebody wanted more than there is.</summary>
    public bool IsAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A checksum is another.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_left <= 0)
        {
            if (_left == 0) EndChunk();
            if (PngChunks.Next(file) is not { Name: "IDAT" } chunk)
            {
                IsAtEnd = true;
                return 0;
            }

            (_left, _remainder) = (chunk.Length, Crc32.Append(uint.MaxValue, "IDAT"u8));
        }

        int read = file.Read(buffer[..Math.Min(buffer.Length, _left)]);
        _remainder = Crc32.Append(_remainder, buffer[..read]);
        _left -= read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void EndChunk()
    {
        Span<byte> checksum = stackalloc byte[4];
        file.ReadExactly(checksum);
        _left = -1;
        if (BinaryPrimitives.ReadUInt32BigEndian(checksum) != ~_remainder) throw new InvalidDataException();
    }
}
