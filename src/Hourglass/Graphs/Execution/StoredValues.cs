using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>
/// The parameters and states of a model: values that outlive a run, by path, in one contiguous block of memory. Several plans
/// (training, evaluation, encoding) share one.
/// </summary>
public sealed class StoredValues
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly AlignedMemory _memory;

    /// <summary>Makes room for leaves, zeroed.</summary>
    /// <param name="leaves">Parameters first keep them contiguous.</param>
    public StoredValues(IEnumerable<StoredLeaf> leaves)
    {
        long size = 0;
        foreach (StoredLeaf leaf in leaves.OrderBy(leaf => leaf is State))
        {
            _entries.Add(leaf.Path, new(leaf.Shape, size));
            size += Layout.Size(leaf.Shape, leaf.Shape.FixedRows);
        }

        _memory = new AlignedMemory(size);
    }

    private StoredValues(StoredValues original)
    {
        _entries = original._entries;
        _memory = new AlignedMemory(original._memory.Length);
        CopyFrom(original);
    }

    /// <summary>All paths.</summary>
    public IReadOnlyCollection<string> Paths => _entries.Keys;

    /// <summary>Bytes of memory in all.</summary>
    public long Bytes => _memory.Length * sizeof(float);

    /// <summary>The shape of a value.</summary>
    public Shape ShapeOf(string path) => _entries[path].Shape;

    /// <summary>True when there is a value of this path.</summary>
    public bool Contains(string path) => _entries.ContainsKey(path);

    /// <summary>A value as kernels see it, valid while this object is referenced.</summary>
    public unsafe View View(string path) => Layout.At(_entries[path].Shape, _entries[path].Shape.FixedRows, _memory.Pointer + _entries[path].Offset);

    /// <summary>A value in logical row-major order, copied.</summary>
    public float[] Get(string path)
    {
        var values = new float[_entries[path].Shape.Count];
        View(path).CopyTo(values);
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>Sets a value from logical row-major order.</summary>
    public void Set(string path, ReadOnlySpan<float> values)
    {
        if (values.Length != _entries[path].Shape.Count) throw new ArgumentException($"{path} has shape {_entries[path].Shape}, but {values.Length} numbers were given.");
        View(path).CopyFrom(values);
        GC.KeepAlive(this);
    }

    /// <summary>Sets a value to that of another path in other memory, of the same shape.</summary>
    public void Set(string path, StoredValues from, string fromPath)
    {
        if (from.ShapeOf(fromPath) != ShapeOf(path)) throw new ArgumentException($"{path} has shape {ShapeOf(path)}, {fromPath} {from.ShapeOf(fromPath)}.");
        from.MemoryOf(fromPath).CopyTo(MemoryOf(path));
        GC.KeepAlive(from);
        GC.KeepAlive(this);
    }

    /// <summary>A copy with memory of its own.</summary>
    public StoredValues Clone() => new(this);

    /// <summary>Copies all values of another with the same leaves.</summary>
    public void CopyFrom(StoredValues other)
    {
        other._memory.Span.CopyTo(_memory.Span);
        GC.KeepAlive(other);
        GC.KeepAlive(this);
    }

    // As it lies in memory, padding included.
    private Span<float> MemoryOf(string path) =>
        _memory.Span.Slice(checked((int)_entries[path].Offset), checked((int)Layout.Size(_entries[path].Shape, _entries[path].Shape.FixedRows)));

    private sealed record Entry(Shape Shape, long Offset);
}
