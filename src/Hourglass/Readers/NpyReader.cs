using System.Buffers.Binary;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// The npy format of NumPy, versions 1 to 3: <c>[rows, ...]</c> of booleans, integers up to 64 bit, float32 or float64, of either byte order,
/// in C or Fortran order. Arrays of Python objects are refused: they are programs, not data. Source: NumPy, numpy.lib.format.
/// </summary>
public sealed class NpyReader : Reader
{
    /// <summary>The longest header that is read, in bytes; NumPy itself refuses headers beyond 10,000.</summary>
    private const int LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <inheritdoc/>
    public override string Name => "npy";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) => head.StartsWith(Magic);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        UnusedOptions.Refuse(options, name, Name);
        return ReadArray(stream, name, options.AllowsMissing);
    }

    /// <summary>Reads the one array of an npy stream.</summary>
    internal static DataSet ReadArray(Stream stream, string name, bool allowsMissing = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] start = ReadBytes(stream, Magic.Length + 2, name);
        if (!start.AsSpan().StartsWith(Magic))
            throw new InputException("This is not an npy array.", name, $"the first bytes {Convert.ToHexString(start)}", "93 'NUMPY'");
        byte version = start[Magic.Length];
        if (version is < 1 or > 3)
            throw new InputException("The npy version is not known.", name, $"version {version}.{start[^1]}", "version 1, 2 or 3", "write the file again with numpy.save");
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(stream, 2, name))
            : BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(stream, 4, name));
        if (length > LongestHeader)
            throw new InputException("The npy header is too long.", name, $"{length} bytes", $"at most {LongestHeader}");
        return ArrayValues.Read(stream, name, NpyHeader.Parse(ReadBytes(stream, (int)length, name), name), allowsMissing);
    }

    private static byte[] ReadBytes(Stream stream, int count, string name)
    {
        byte[] bytes = new byte[count];
        if (stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
            throw new InputException("The file ends inside its header.", name, remedy: "get the file again");
        return bytes;
    }
}
