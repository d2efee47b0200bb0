using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hourglass.Readers;

/// <summary>Writes an npy file (version 1.0) of float32 <c>[rows, ...]</c>, which NumPy reads with <c>numpy.load</c>. Source: NumPy, numpy.lib.format.</summary>
public sealed class NpyWriter : RowWriter
{
    /// <summary>The values start at a multiple of this, as NumPy asks.</summary>
    private const int Alignment = 64;

    private readonly Stream _stream;
    private readonly int _rows;
    private readonly int _width;
    private int _written;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where the file goes; stays open.</param>
    /// <param name="rows">The number of rows that will be written.</param>
    /// <param name="rowShape">The shape of one row.</param>
    public NpyWriter(Stream stream, int rows, params IReadOnlyList<int> rowShape)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentNullException.ThrowIfNull(rowShape);
        (_stream, _rows, _width) = (stream, rows, rowShape.Aggregate(1, (product, size) => checked(product * size)));
        const int Start = 10;
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {string.Join(", ", rowShape)}), }}";
        int padded = (Start + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[padded];
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]).CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(padded - Start)));
        bytes.AsSpan(Start).Fill((byte)' ');
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(Start));
        bytes[^1] = (byte)'\n';
        stream.Write(bytes);
    }

    /// <summary>Writes a whole array.</summary>
    /// <param name="stream">Where the file goes; stays open.</param>
    /// <param name="values">The values, row after row.</param>
    /// <param name="rowShape">The shape of one row.</param>
    public static void Write(Stream stream, ReadOnlySpan<float> values, params IReadOnlyList<int> rowShape)
    {
        ArgumentNullException.ThrowIfNull(rowShape);
        int width = rowShape.Aggregate(1, (product, size) => checked(product * size));
        using var writer = new NpyWriter(stream, values.Length / width, rowShape);
        for (int start = 0; start < values.Length; start += width) writer.WriteRow(values.Slice(start, width));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The row has another width, or more rows come than were announced.</exception>
    public override void WriteRow(ReadOnlySpan<float> row)
    {
        if (row.Length != _width || _written == _rows)
            throw new InvalidOperationException($"Announced were {_rows} rows of {_width} values; this is row {_written + 1} with {row.Length}.");
        _written++;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(row);
        if (BitConverter.IsLittleEndian)
        {
            _stream.Write(bytes);
            return;
        }

        int[] words = MemoryMarshal.Cast<float, int>(row).ToArray();
        BinaryPrimitives.ReverseEndianness(words, words);
        _stream.Write(MemoryMarshal.AsBytes(words.AsSpan()));
    }

    /// <inheritdoc/>
    public override void Dispose() => _stream.Flush();
}
