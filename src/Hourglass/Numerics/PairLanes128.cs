using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Four lanes: SSE2, Arm AdvSimd.</summary>
internal readonly unsafe struct PairLanes128 : IPairLanes<PairLanes128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector128<int> _v;

    [MethodImpl(Inline)]
    private PairLanes128(Vector128<int> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes128 Load(int* source) => new(Vector128.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(int* destination, PairLanes128 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes128 Broadcast(int value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes128 MultiplyAdd(PairLanes128 a, PairLanes128 b, PairLanes128 sum) => new(sum._v + (Sse2.IsSupported
        ? Sse2.MultiplyAddAdjacent(a._v.AsInt16(), b._v.AsInt16())
        : (((a._v << 16) >> 16) * ((b._v << 16) >> 16)) + ((a._v >> 16) * (b._v >> 16))));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static PairLanes128 Pack(PairLanes128 even, PairLanes128 odd, int shift, PairLanes128 least)
    {
        Vector128<int> most = Vector128.Create((int)short.MaxValue);
        Vector128<int> first = Vector128.Min(most, Vector128.Max(least._v, even._v >> shift)), second = Vector128.Min(most, Vector128.Max(least._v, odd._v >> shift));
        return new((first & Vector128.Create(0xFFFF)) | (second << 16));
    }
}
