using System.IO.Compression;

namespace Hourglass.Readers;

/// <summary>
/// Unpacks gzip and refuses a file that ends too early. <see cref="GZipStream"/> alone takes a cut file for a complete one: half a table
/// would be read as a whole one. Damage shows as <see cref="InvalidDataException"/> while reading; the packed stream stays open.
/// </summary>
internal sealed class GzipContent(Stream packed) : ForwardStream
{
    // Reached through Read alone: the CopyTo of GZipStream reads on behind the end, which the guard would take for a cut file.
    private readonly GZipStream _content = new(new Guard(packed), CompressionMode.Decompress);

    /// <summary>Bytes of the packed stream, the whole of it.</summary>
    public long PackedLength => packed.Length;

    public override int Read(Span<byte> buffer) => _content.Read(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Behind the last byte of the file it hands out one more, with which no gzip member can start: a decoder that is done ignores it,
    /// one that is not asks for more, and that is the cut file.
    /// </summary>
    private sealed class Guard(Stream inner) : ForwardStream
    {
        private bool _atEnd;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            if (read > 0 || buffer.IsEmpty) return read;
            if (_atEnd) throw new InvalidDataException("the packed data ends too early");
            _atEnd = true;
            buffer[0] = 0xFF;
            return 1;
        }
    }
}
