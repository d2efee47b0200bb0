using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>One row of a matrix-product tile: the registers that hold it. Two implementations, so that a tile is two registers wide or one.</summary>
internal unsafe interface ITileRow<R> where R : unmanaged, ITileRow<R>
{
    static abstract int Width { get; }

    static abstract R Load(float* source);

    void Store(float* destination);

    /// <summary>Adds factor * operand to this row, in place: the JIT keeps a mutated local in registers, a returned copy it spills.</summary>
    void MultiplyAdd(float factor, R operand);
}

/// <summary>Two registers side by side: the full tile.</summary>
internal unsafe struct PairRow<V> : ITileRow<PairRow<V>> where V : unmanaged, ILanes<V>
{
    private V _left, _right;

    public static int Width => 2 * V.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairRow<V> Load(float* source) => new() { _left = V.Load(source), _right = V.Load(source + V.Width) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination)
    {
        V.Store(destination, _left);
        V.Store(destination + V.Width, _right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(float factor, PairRow<V> operand)
    {
        V f = V.Broadcast(factor);
        _left = V.MultiplyAdd(f, operand._left, _left);
        _right = V.MultiplyAdd(f, operand._right, _right);
    }
}

/// <summary>One register: for the last columns of a matrix whose width leaves half a tile.</summary>
internal unsafe struct SingleRow<V> : ITileRow<SingleRow<V>> where V : unmanaged, ILanes<V>
{
    private V _only;

    public static int Width => V.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleRow<V> Load(float* source) => new() { _only = V.Load(source) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination) => V.Store(destination, _only);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(float factor, SingleRow<V> operand) => _only = V.MultiplyAdd(V.Broadcast(factor), operand._only, _only);
}

/// <summary>A number of tile rows that the JIT knows as a constant, so that dead rows vanish from the code.</summary>
internal interface ITileHeight
{
    static abstract int Rows { get; }
}

internal readonly struct Height1 : ITileHeight { public static int Rows => 1; }
internal readonly struct Height2 : ITileHeight { public static int Rows => 2; }
internal readonly struct Height3 : ITileHeight { public static int Rows => 3; }
internal readonly struct Height4 : ITileHeight { public static int Rows => 4; }
internal readonly struct Height5 : ITileHeight { public static int Rows => 5; }
internal readonly struct Height6 : ITileHeight { public static int Rows => 6; }
internal readonly struct Height7 : ITileHeight { public static int Rows => 7; }
internal readonly struct Height8 : ITileHeight { public static int Rows => 8; }
