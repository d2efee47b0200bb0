using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>Reads the values behind the header of an array file, without believing the header about their number.</summary>
internal static class ArrayValues
{
    /// <summary>Where the length of the file is unknown, the first piece of memory asked for, in bytes, and for each byte of a packed file.</summary>
    private const int FirstPiece = 1 << 20, FirstPiecePerPackedByte = 16;

    /// <summary>Reads the rest of the stream as the array the layout describes.</summary>
    internal static DataSet Read(Stream stream, string name, ArrayLayout layout, bool allowsMissing)
    {
        layout.Validate(name);
        DataSet data = layout.Type switch
        {
            StoredType.UInt8 => Read<byte>(stream, name, layout),
            StoredType.Int8 => Read<sbyte>(stream, name, layout),
            StoredType.UInt16 => Read<ushort>(stream, name, layout),
            StoredType.Int16 => Read<short>(stream, name, layout),
            StoredType.Int32 => Read<int>(stream, name, layout),
            StoredType.Int64 => Read<long>(stream, name, layout),
            StoredType.Float32 => Read<float>(stream, name, layout),
            _ => Read<double>(stream, name, layout),
        };
        if (allowsMissing && !data.IsInteger) data = data.AllowMissing();
        FiniteValues.Require(data);
        return data;
    }

    private static StoredRows<T> Read<T>(Stream stream, string name, ArrayLayout layout)
        where T : unmanaged, INumberBase<T>
    {
        int[] rowShape = layout.RowShape;
        int width = rowShape.Aggregate(1, (product, size) => product * size);
        T[] values = ReadValues<T>(stream, name, layout.Rows * width);
        if (layout.BigEndian == BitConverter.IsLittleEndian) ReverseBytes(values);
        if (layout.ColumnMajor && layout.Shape.Count > 1) values = ToRowMajor(values, layout.Rows, rowShape);
        return new StoredRows<T>(name, values, layout.Rows, rowShape);
    }

    private static T[] ReadValues<T>(Stream stream, string name, int count)
        where T : unmanaged
    {
        long promised = (long)count * Unsafe.SizeOf<T>();
        if (stream.CanSeek && stream.Length - stream.Position != promised) throw Mismatch(name, promised, stream.Length - stream.Position);
        long firstPiece = Math.Max(FirstPiece, stream is GzipContent packed ? FirstPiecePerPackedByte * packed.PackedLength : 0);
        T[] values = new T[stream.CanSeek ? count : Math.Min(count, firstPiece / Unsafe.SizeOf<T>())];
        int filled = 0;
        while (true)
        {
            Span<T> rest = values.AsSpan(filled);
            int bytes = ReadFully(stream, rest);
            if (bytes < rest.Length * (long)Unsafe.SizeOf<T>()) throw Mismatch(name, promised, ((long)filled * Unsafe.SizeOf<T>()) + bytes);
            filled = values.Length;
            if (filled == count) break;
            Array.Resize(ref values, (int)Math.Min(count, 2L * filled));
        }

        if (stream.ReadByte() != -1)
            throw new InputException(
                "The file is longer than its header promises.", name, $"more than {promised} bytes of values", $"exactly {promised}", "get the file again");
        return values;
    }

    /// <summary>Fills the span as far as the stream goes, in pieces a span of bytes can address; returns the bytes read.</summary>
    private static int ReadFully<T>(Stream stream, Span<T> destination)
        where T : unmanaged
    {
        const int Piece = 1 << 26;
        int total = 0;
        for (int start = 0; start < destination.Length; start += Piece)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(destination.Slice(start, Math.Min(Piece, destination.Length - start)));
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            total += read;
            if (read < bytes.Length) break;
        }

        return total;
    }

    private static InputException Mismatch(string name, long promised, long found) => new(
        found < promised ? "The file ends too early." : "The file is longer than its header promises.",
        name, $"{found} bytes of values", $"the header promises {promised}", "get the file again");

    private static void ReverseBytes<T>(T[] values)
        where T : unmanaged
    {
        Span<T> span = values;
        switch (Unsafe.SizeOf<T>())
        {
            case 2:
                Span<short> shorts = MemoryMarshal.Cast<T, short>(span);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<int> words = MemoryMarshal.Cast<T, int>(span);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<long> longs = MemoryMarshal.Cast<T, long>(span);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    /// <summary>From first index fastest to last index fastest.</summary>
    private static T[] ToRowMajor<T>(T[] values, int rows, int[] rowShape)
    {
        T[] result = new T[values.Length];
        int width = values.Length / rows;
        for (int column = 0; column < width; column++)
        {
            // The place of this column among the columns when their first index varies fastest.
            int rest = column, place = 0, stride = width;
            for (int axis = rowShape.Length - 1; axis >= 0; axis--)
            {
                stride /= rowShape[axis];
                place += rest % rowShape[axis] * stride;
                rest /= rowShape[axis];
            }

            ReadOnlySpan<T> source = values.AsSpan(place * rows, rows);
            for (int row = 0; row < rows; row++) result[(row * width) + column] = source[row];
        }

        return result;
    }
}
