using System.Numerics;
using System.Numerics.Tensors;
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
        else if (typeof(T) == typeof(byte)) WideBytes.Widen(MemoryMarshal.Cast<T, byte>(source), destination);
        else TensorPrimitives.ConvertTruncating(source, destination);
    }

    public override void Prefetch(int row) => Cache.Fetch(_values.Span.Slice(row * Width, Width));
}
