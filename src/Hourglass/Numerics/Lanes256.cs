using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Eight float32 lanes: AVX2 with FMA, 16 registers.</summary>
public readonly unsafe struct Lanes256 : ILanes<Lanes256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector256<float> _v;

    [MethodImpl(Inline)]
    private Lanes256(Vector256<float> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static int TileRows => 6;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(float* destination, Lanes256 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._v + right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left._v - right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left._v * right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right) => new(left._v / right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a._v, b._v, c._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Minimum(Lanes256 left, Lanes256 right) =>
        new(Avx.IsSupported ? Avx.Min(left._v, right._v) : Vector256.ConditionalSelect(Vector256.LessThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Maximum(Lanes256 left, Lanes256 right) =>
        new(Avx.IsSupported ? Avx.Max(left._v, right._v) : Vector256.ConditionalSelect(Vector256.GreaterThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 SquareRoot(Lanes256 value) => new(Vector256.Sqrt(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Round(Lanes256 value) => new(Vector256.Round(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 GreaterThan(Lanes256 left, Lanes256 right) => new(Vector256.GreaterThan(left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 whenTrue, Lanes256 whenFalse) =>
        new(Vector256.ConditionalSelect(mask._v, whenTrue._v, whenFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 ScaleByPowerOfTwo(Lanes256 value, Lanes256 exponent) =>
        new((value._v.AsInt32() + (Vector256.ConvertToInt32Native(exponent._v) << 23)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes256 Decompose(Lanes256 value, out Lanes256 exponent)
    {
        Vector256<int> bits = value._v.AsInt32();
        exponent = new(Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(127)));
        return new(((bits & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F800000)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static float Sum(Lanes256 value) => Sum(value._v);

    /// <summary>Halves upon halves.</summary>
    [MethodImpl(Inline)]
    internal static float Sum(Vector256<float> value) => Vector128.Sum(value.GetLower() + value.GetUpper());

    /// <inheritdoc/>
    public static float Largest(Lanes256 value)
    {
        float largest = value._v[0];
        for (int i = 1; i < Width; i++) largest = MathF.Max(largest, value._v[i]);
        return largest;
    }
}
