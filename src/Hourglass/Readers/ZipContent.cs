using System.IO.Compression;
using Hourglass.Coding;

namespace Hourglass.Readers;

/// <summary>The unpacked content of a zip entry, compared at its end with the length and the CRC-32 the zip states (APPNOTE 4.4.7), which the library does not do.</summary>
internal sealed class ZipContent(ZipArchiveEntry entry) : ForwardStream
{
    private readonly Stream _content = entry.Open();
    private uint _remainder = uint.MaxValue;
    private long _length;

    public override int Read(Span<byte> buffer)
    {
        int read = _content.Read(buffer);
        if (read == 0 && !buffer.IsEmpty && (_length != entry.Length || ~_remainder != entry.Crc32))
            throw new InvalidDataException($"the entry '{entry.FullName}' does not have the length and checksum the zip states");
        _remainder = Crc32.Append(_remainder, buffer[..read]);
        _length += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
