using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Sixteen float32 lanes: AVX-512, 32 registers.</summary>
public readonly unsafe struct Lanes512 : ILanes<Lanes512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector512<float> _v;

    [MethodImpl(Inline)]
    private Lanes512(Vector512<float> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static int TileRows => 8;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(float* destination, Lanes512 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._v + right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._v - right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left._v * right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right) => new(left._v / right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.FusedMultiplyAdd(a._v, b._v, c._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Minimum(Lanes512 left, Lanes512 right) =>
        new(Avx512F.IsSupported ? Avx512F.Min(left._v, right._v) : Vector512.ConditionalSelect(Vector512.LessThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Maximum(Lanes512 left, Lanes512 right) =>
        new(Avx512F.IsSupported ? Avx512F.Max(left._v, right._v) : Vector512.ConditionalSelect(Vector512.GreaterThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 SquareRoot(Lanes512 value) => new(Vector512.Sqrt(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Round(Lanes512 value) => new(Vector512.Round(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 GreaterThan(Lanes512 left, Lanes512 right) => new(Vector512.GreaterThan(left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(mask._v, whenTrue._v, whenFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 ScaleByPowerOfTwo(Lanes512 value, Lanes512 exponent) =>
        new((value._v.AsInt32() + (Vector512.ConvertToInt32Native(exponent._v) << 23)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes512 Decompose(Lanes512 value, out Lanes512 exponent)
    {
        Vector512<int> bits = value._v.AsInt32();
        exponent = new(Vector512.ConvertToSingle((bits >>> 23) - Vector512.Create(127)));
        return new(((bits & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static float Sum(Lanes512 value) => Lanes256.Sum(value._v.GetLower() + value._v.GetUpper());

    /// <inheritdoc/>
    public static float Largest(Lanes512 value)
    {
        float largest = value._v[0];
        for (int i = 1; i < Width; i++) largest = MathF.Max(largest, value._v[i]);
        return largest;
    }
}
