using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>One lane: plain scalar code.</summary>
internal readonly unsafe struct ScalarPairLanes : IPairLanes<ScalarPairLanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly int _v;

    [MethodImpl(Inline)]
    private ScalarPairLanes(int v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarPairLanes Load(int* source) => new(*source);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(int* destination, ScalarPairLanes value) => *destination = value._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarPairLanes Broadcast(int value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarPairLanes MultiplyAdd(ScalarPairLanes a, ScalarPairLanes b, ScalarPairLanes sum) => new(sum._v + ((short)a._v * (short)b._v) + ((a._v >> 16) * (b._v >> 16)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarPairLanes Pack(ScalarPairLanes even, ScalarPairLanes odd, int shift, ScalarPairLanes least) =>
        new((Math.Clamp(even._v >> shift, least._v, short.MaxValue) & 0xFFFF) | (Math.Clamp(odd._v >> shift, least._v, short.MaxValue) << 16));
}
