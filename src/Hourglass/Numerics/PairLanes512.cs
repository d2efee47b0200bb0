using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Sixteen lanes: AVX-512.</summary>
internal readonly unsafe struct PairLanes512 : IPairLanes<PairLanes512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector512<int> _v;

    [MethodImpl(Inline)]
    private PairLanes512(Vector512<int> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes512 Load(int* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(int* destination, PairLanes512 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes512 Broadcast(int value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes512 MultiplyAdd(PairLanes512 a, PairLanes512 b, PairLanes512 sum) => new(sum._v + (Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16())
        : (((a._v << 16) >> 16) * ((b._v << 16) >> 16)) + ((a._v >> 16) * (b._v >> 16))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes512 Pack(PairLanes512 even, PairLanes512 odd, int shift, PairLanes512 least)
    {
        Vector512<int> most = Vector512.Create((int)short.MaxValue);
        Vector512<int> first = Vector512.Min(most, Vector512.Max(least._v, even._v >> shift)), second = Vector512.Min(most, Vector512.Max(least._v, odd._v >> shift));
        return new((first & Vector512.Create(0xFFFF)) | (second << 16));
    }
}
