namespace Hourglass.Numerics;

/// <summary>
/// A register of 32-bit lanes, each of which holds two 16-bit integers (the even one in its lower half) or a 32-bit sum. All arithmetic is that of integers, so that
/// every width gives the same bits, as long as no sum leaves 32 bits and no two products of a lane are both -32,768 by -32,768.
/// </summary>
/// <typeparam name="V">The implementing type itself.</typeparam>
internal unsafe interface IPairLanes<V> where V : unmanaged, IPairLanes<V>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Width { get; }

    /// <summary>Reads <see cref="Width"/> lanes; no alignment is needed.</summary>
    static abstract V Load(int* source);

    /// <summary>Writes <see cref="Width"/> lanes; no alignment is needed.</summary>
    static abstract void Store(int* destination, V value);

    /// <summary>The same in every lane.</summary>
    static abstract V Broadcast(int value);

    /// <summary>sum + even of a * even of b + odd of a * odd of b, of sums of 32 bits.</summary>
    static abstract V MultiplyAdd(V a, V b, V sum);

    /// <summary>Two registers of sums as one of pairs: each shifted right (towards minus infinity), at least <paramref name="least"/>, at most 32,767.</summary>
    static abstract V Pack(V even, V odd, int shift, V least);
}
