using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Data;

/// <summary>Rows one after the other in memory, as <typeparamref name="T"/>: <c>[rows, width]</c>.</summary>
internal sealed class StoredRows<T> : DataSet
    where T : unmanaged, INumberBase<T>
{
    private readonly ReadOnlyMemory<T> _values;

    internal StoredRows(
        string name, ReadOnlyMemory<T> values, int rows, IReadOnlyList<int> rowShape,
        IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null)
        : base(name, rows, rowShape, columns, labels)
    {
        if (values.Length != (long)rows * Width)
            throw new InputException(
                "The values do not fill the rows.", name, $"{values.Length} values", $"{rows} rows of {Width} values");
        _values = values;
    }

    public override Type ElementType => typeof(T);

    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name} has {Rows} rows.");
        ReadOnlySpan<T> source = _values.Span.Slice(row * Width, Width);
        if (typeof(T) == typeof(float)) MemoryMarshal.Cast<T, float>(source).CopyTo(destination);
        else if (typeof(T) == typeof(byte)) Widen(MemoryMarshal.Cast<T, byte>(source), destination);
        else TensorPrimitives.ConvertTruncating(source, destination);
    }

    /// <summary>Bytes to float32, a vector at a time: the library's own conversion goes value by value.</summary>
    public override void Prefetch(int row) => Cache.Fetch(_values.Span.Slice(row * Width, Width));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (destination.Length < source.Length) throw new ArgumentException("The destination is shorter than a row.", nameof(destination));
        int step = Vector<byte>.Count, quarter = Vector<float>.Count, i = 0;
        for (; i <= source.Length - step; i += step)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Span<float> target = destination.Slice(i, step);
            // Signed conversion is one instruction everywhere, unsigned is not; a byte fits either.
            Vector.ConvertToSingle(first.As<uint, int>()).CopyTo(target);
            Vector.ConvertToSingle(second.As<uint, int>()).CopyTo(target[quarter..]);
            Vector.ConvertToSingle(third.As<uint, int>()).CopyTo(target[(2 * quarter)..]);
            Vector.ConvertToSingle(fourth.As<uint, int>()).CopyTo(target[(3 * quarter)..]);
        }

        for (; i < source.Length; i++) destination[i] = source[i];
    }
}
