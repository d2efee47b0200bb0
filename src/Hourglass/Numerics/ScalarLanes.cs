using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hourglass.Numerics;

/// <summary>One float32 lane: plain scalar code for machines without SIMD, and the remainder of a row that a wider register cannot fill.</summary>
public readonly unsafe struct ScalarLanes : ILanes<ScalarLanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly float _v;

    [MethodImpl(Inline)]
    private ScalarLanes(float v) => _v = v;

    // Where there are vector registers a number is the first lane of one already: no branch then, which for numbers at random is foretold wrong half the time.
    private Vector128<float> Lane => Vector128.CreateScalarUnsafe(_v);

    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static int TileRows => 4;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Load(float* source) => new(*source);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(float* destination, ScalarLanes value) => *destination = value._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Broadcast(float value) => new(value);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes operator +(ScalarLanes left, ScalarLanes right) => new(left._v + right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes operator -(ScalarLanes left, ScalarLanes right) => new(left._v - right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes operator *(ScalarLanes left, ScalarLanes right) => new(left._v * right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes operator /(ScalarLanes left, ScalarLanes right) => new(left._v / right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes MultiplyAdd(ScalarLanes a, ScalarLanes b, ScalarLanes c) => new(MathF.FusedMultiplyAdd(a._v, b._v, c._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Minimum(ScalarLanes left, ScalarLanes right) => Select(GreaterThan(right, left), left, right);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Maximum(ScalarLanes left, ScalarLanes right) => Select(GreaterThan(left, right), left, right);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes SquareRoot(ScalarLanes value) => new(MathF.Sqrt(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Round(ScalarLanes value) => new(MathF.Round(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes GreaterThan(ScalarLanes left, ScalarLanes right) => Vector128.IsHardwareAccelerated
        ? new(Vector128.GreaterThan(left.Lane, right.Lane).ToScalar())
        : new(BitConverter.Int32BitsToSingle(left._v > right._v ? -1 : 0));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Select(ScalarLanes mask, ScalarLanes whenTrue, ScalarLanes whenFalse) => Vector128.IsHardwareAccelerated
        ? new(Vector128.ConditionalSelect(mask.Lane, whenTrue.Lane, whenFalse.Lane).ToScalar())
        : BitConverter.SingleToInt32Bits(mask._v) != 0 ? whenTrue : whenFalse;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes ScaleByPowerOfTwo(ScalarLanes value, ScalarLanes exponent) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value._v) + (float.ConvertToIntegerNative<int>(exponent._v) << 23)));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static ScalarLanes Decompose(ScalarLanes value, out ScalarLanes exponent)
    {
        int bits = BitConverter.SingleToInt32Bits(value._v);
        exponent = new((bits >>> 23) - 127);
        return new(BitConverter.Int32BitsToSingle((bits & 0x007FFFFF) | 0x3F800000));
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static float Sum(ScalarLanes value) => value._v;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static float Largest(ScalarLanes value) => value._v;
}
