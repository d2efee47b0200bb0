using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Eight lanes: AVX2.</summary>
internal readonly unsafe struct PairLanes256 : IPairLanes<PairLanes256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector256<int> _v;

    [MethodImpl(Inline)]
    private PairLanes256(Vector256<int> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes256 Load(int* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(int* destination, PairLanes256 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes256 Broadcast(int value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes256 MultiplyAdd(PairLanes256 a, PairLanes256 b, PairLanes256 sum) => new(sum._v + (Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16())
        : (((a._v << 16) >> 16) * ((b._v << 16) >> 16)) + ((a._v >> 16) * (b._v >> 16))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes256 Pack(PairLanes256 even, PairLanes256 odd, int shift, PairLanes256 least)
    {
        Vector256<int> most = Vector256.Create((int)short.MaxValue);
        Vector256<int> first = Vector256.Min(most, Vector256.Max(least._v, even._v >> shift)), second = Vector256.Min(most, Vector256.Max(least._v, odd._v >> shift));
        return new((first & Vector256.Create(0xFFFF)) | (second << 16));
    }
}
