using System.Numerics.Tensors;
using Hourglass.Numerics;

namespace Hourglass.Evaluation;

/// <summary>
/// How fast main memory is: the triad a = b + s c of McCalpin's STREAM over arrays larger than any cache. On a shared machine it varies for minutes
/// at a time, so that it names the state in which another time was measured.
/// </summary>
internal sealed class MemoryMeasurement : IParallelWork
{
    private const int Count = 1 << 24, Parts = 64, Repeats = 10;
    private readonly float[] _a = new float[Count], _b = new float[Count], _c = new float[Count];

    /// <summary>Billions of bytes read and written a second by all threads together, the best of some repetitions.</summary>
    /// <param name="threads">Threads to use.</param>
    public static double GigabytesPerSecond(int threads) => 3.0 * sizeof(float) * Count / BestTime.Of(new MemoryMeasurement(), Parts, threads, Repeats) * 1e-9;

    /// <inheritdoc/>
    public void Run(int item, int worker)
    {
        (int start, int length) = (item * (Count / Parts), Count / Parts);
        TensorPrimitives.MultiplyAdd(_c.AsSpan(start, length), 3f, _b.AsSpan(start, length), _a.AsSpan(start, length));
    }
}
