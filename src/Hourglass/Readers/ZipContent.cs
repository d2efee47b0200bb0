using System.IO.Compression;

namespace Hourglass.Readers;

/// <summary>The unpacked content of a zip entry, compared at its end with the length and the CRC-32 the zip states, which the library does not do.</summary>
internal sealed class ZipContent(ZipArchiveEntry entry) : ForwardStream
{
    private static readonly uint[] s_table = Table();

    private readonly Stream _content = entry.Open();
    private uint _remainder = uint.MaxValue;
    private long _length;

    public override int Read(Span<byte> buffer)
    {
        int read = _content.Read(buffer);
        if (read == 0 && !buffer.IsEmpty && (_length != entry.Length || ~_remainder != entry.Crc32))
            throw new InvalidDataException($"the entry '{entry.FullName}' does not have the length and checksum the zip states");
        foreach (byte value in buffer[..read]) _remainder = s_table[(byte)(_remainder ^ value)] ^ (_remainder >> 8);
        _length += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>CRC-32 of each byte with the reflected polynomial of ISO 3309, as the zip format asks (APPNOTE 4.4.7).</summary>
    private static uint[] Table()
    {
        uint[] table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320u);
            table[value] = remainder;
        }

        return table;
    }
}
