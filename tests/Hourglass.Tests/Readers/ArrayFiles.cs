using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hourglass.Tests.Readers;

/// <summary>Builds idx, npy, npz and gzip files byte by byte, so that readers are not tested against our own writers.</summary>
internal static class ArrayFiles
{
    internal static byte[] Idx(byte type, int[] sizes, byte[] values)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. header, .. values];
    }

    internal static byte[] Npy(string descr, string shape, byte[] values, bool fortran = false, byte version = 1) =>
        NpyWithHeader($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}", values, version);

    internal static byte[] NpyWithHeader(string header, byte[] values, byte version = 1)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + "   \n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. values];
    }

    internal static byte[] Npz(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }

        return stream.ToArray();
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }
}
