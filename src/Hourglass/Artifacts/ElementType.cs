using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Hourglass.Artifacts;

/// <summary>How one number is stored in a safetensors file, and how it becomes a float32. Stored numbers are little-endian.</summary>
internal sealed class ElementType
{
    private delegate int Decoding(ReadOnlySpan<byte> bytes, Span<float> values);

    private readonly Decoding _decode;

    private ElementType(string name, int size, Decoding decode)
    {
        Name = name;
        Size = size;
        _decode = decode;
    }

    /// <summary>Every type whose numbers can be float32 numbers; those of more digits are checked number by number.</summary>
    public static IReadOnlyList<ElementType> All { get; } =
    [
        new("F32", 4, Singles),
        new("F16", 2, Halves),
        new("BF16", 2, (bytes, values) => Each(bytes, values, 2, BrainFloat)),
        new("F64", 8, (bytes, values) => Each(bytes, values, 8, BinaryPrimitives.ReadDoubleLittleEndian)),
        new("I64", 8, (bytes, values) => EachInteger(bytes, values, 8, b => BinaryPrimitives.ReadInt64LittleEndian(b))),
        new("U64", 8, (bytes, values) => EachInteger(bytes, values, 8, b => BinaryPrimitives.ReadUInt64LittleEndian(b))),
        new("I32", 4, (bytes, values) => EachInteger(bytes, values, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b))),
        new("U32", 4, (bytes, values) => EachInteger(bytes, values, 4, b => BinaryPrimitives.ReadUInt32LittleEndian(b))),
        new("I16", 2, (bytes, values) => EachInteger(bytes, values, 2, b => BinaryPrimitives.ReadInt16LittleEndian(b))),
        new("U16", 2, (bytes, values) => EachInteger(bytes, values, 2, b => BinaryPrimitives.ReadUInt16LittleEndian(b))),
        new("I8", 1, (bytes, values) => EachInteger(bytes, values, 1, b => (sbyte)b[0])),
        new("U8", 1, (bytes, values) => EachInteger(bytes, values, 1, b => b[0])),
        new("BOOL", 1, (bytes, values) => Each(bytes, values, 1, b => b[0] == 0 ? 0 : 1)),
    ];

    /// <summary>Name in the file's header.</summary>
    public string Name { get; }

    /// <summary>Bytes per number.</summary>
    public int Size { get; }

    /// <summary>Converts as many numbers as <paramref name="values"/> holds.</summary>
    /// <returns>The index of the first number that float32 cannot hold exactly, or -1.</returns>
    public int Decode(ReadOnlySpan<byte> bytes, Span<float> values) => _decode(bytes, values);

    private delegate double Reading(ReadOnlySpan<byte> bytes);

    private delegate Int128 IntegerReading(ReadOnlySpan<byte> bytes);

    /// <summary>A brain float is the upper half of a float32.</summary>
    private static double BrainFloat(ReadOnlySpan<byte> bytes) =>
        BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16);

    private static int Singles(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (!BitConverter.IsLittleEndian) return Each(bytes, values, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b));
        bytes[..(values.Length * sizeof(float))].CopyTo(MemoryMarshal.AsBytes(values));
        return -1;
    }

    private static int Halves(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (!BitConverter.IsLittleEndian) return Each(bytes, values, 2, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b));
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes)[..values.Length], values);
        return -1;
    }

    private static int Each(ReadOnlySpan<byte> bytes, Span<float> values, int size, Reading read)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double number = read(bytes[(i * size)..]);
            values[i] = (float)number;
            if (values[i] != number && !double.IsNaN(number)) return i;
        }

        return -1;
    }

    private static int EachInteger(ReadOnlySpan<byte> bytes, Span<float> values, int size, IntegerReading read)
    {
        for (int i = 0; i < values.Length; i++)
        {
            Int128 number = read(bytes[(i * size)..]);
            values[i] = (float)number;
            if ((Int128)values[i] != number) return i;
        }

        return -1;
    }
}
