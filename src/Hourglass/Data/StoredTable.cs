using System.Runtime.InteropServices;
using Hourglass.Numerics;

namespace Hourglass.Data;

/// <summary>Rows of float32 in a store, or some of their columns; numbers of categories may be exchanged for others on the way.</summary>
/// <param name="name">Where they came from.</param>
/// <param name="rows">How many there are.</param>
/// <param name="columns">One name per column that is kept, or null.</param>
/// <param name="labels">One label per row, or null.</param>
/// <param name="store">[rows, width] of float32.</param>
/// <param name="width">Numbers in a row of the store.</param>
/// <param name="kept">The columns that are kept.</param>
/// <param name="renumbered">For each of them, what the numbers 0, 1, ... are exchanged for; null for none.</param>
internal sealed class StoredTable(
    string name, int rows, IReadOnlyList<string>? columns, IReadOnlyList<string>? labels, RowStore store, int width, int[] kept, float[]?[] renumbered)
    : DataSet(name, rows, [kept.Length], columns, labels)
{
    private readonly bool _isWhole = kept.Length == width && renumbered.All(numbers => numbers is null);

    public override Type ElementType => typeof(float);

    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name} has {Rows} rows.");
        if (_isWhole)
        {
            store.Read(row, MemoryMarshal.AsBytes(destination[..width]));
            return;
        }

        ReadOnlySpan<float> whole = MemoryMarshal.Cast<byte, float>(store.Peek(row));
        if (whole.IsEmpty)
        {
            Span<float> copy = width <= 1024 ? stackalloc float[width] : new float[width];
            store.Read(row, MemoryMarshal.AsBytes(copy));
            Pick(copy, destination);
        }
        else Pick(whole, destination);
    }

    public override void Prefetch(int row)
    {
        if (store.IsInMemory) Cache.Fetch(store.Peek(row));
    }

    private void Pick(ReadOnlySpan<float> row, Span<float> destination)
    {
        for (int i = 0; i < kept.Length; i++)
        {
            float value = row[kept[i]];
            destination[i] = renumbered[i] is { } numbers && !float.IsNaN(value) ? numbers[(int)value] : value;
        }
    }
}
