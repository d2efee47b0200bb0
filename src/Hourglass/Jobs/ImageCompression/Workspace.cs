using System.Buffers;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>The memory of one tile's work, from arrays that serve one tile after the other: a large picture takes no more than a few tiles do.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<Action> _returns = [];

    /// <summary>An array of zeros, until the work is done.</summary>
    /// <param name="length">Its least length: it may be longer.</param>
    public T[] Take<T>(int length) where T : struct
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        _returns.Add(() => ArrayPool<T>.Shared.Return(array));
        return array;
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        foreach (Action giveBack in _returns) giveBack();
        _returns.Clear();
    }
}
