using System.Buffers.Binary;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// The idx format MNIST is published in: two zero bytes, a type byte, the rank, the sizes as big-endian 32-bit numbers, the values big-endian.
/// The first size is the number of rows; <c>[60000, 28, 28]</c> gives rows of shape <c>[28, 28]</c>. Source: Y. LeCun, the MNIST database, "file formats".
/// </summary>
public sealed class IdxReader : Reader
{
    private const int HighestRank = 8;

    /// <inheritdoc/>
    public override string Name => "idx";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) =>
        head.Length >= 4 && head[0] == 0 && head[1] == 0 && TypeOf(head[2]) is not null && head[3] is >= 1 and <= HighestRank;

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        UnusedOptions.Refuse(options, name, Name);
        Span<byte> magic = stackalloc byte[4];
        FillHeader(stream, magic, name);
        if (magic[0] != 0 || magic[1] != 0 || TypeOf(magic[2]) is not { } type || magic[3] is 0 or > HighestRank)
            throw new InputException(
                "This is not an idx file that can be read.", name, $"the first bytes {Convert.ToHexString(magic)}",
                $"0000, a type (08 09 0B 0C 0D 0E), a rank from 01 to {HighestRank:X2}");
        Span<byte> sizes = stackalloc byte[4 * magic[3]];
        FillHeader(stream, sizes, name);
        long[] shape = new long[magic[3]];
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * axis)..]);
        return ArrayValues.Read(stream, name, new ArrayLayout(type, BigEndian: true, ColumnMajor: false, shape), options.AllowsMissing);
    }

    private static StoredType? TypeOf(byte code) => code switch
    {
        0x08 => StoredType.UInt8,
        0x09 => StoredType.Int8,
        0x0B => StoredType.Int16,
        0x0C => StoredType.Int32,
        0x0D => StoredType.Float32,
        0x0E => StoredType.Float64,
        _ => null,
    };

    private static void FillHeader(Stream stream, Span<byte> bytes, string name)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InputException("The file ends inside its header.", name, remedy: "get the file again");
    }
}
