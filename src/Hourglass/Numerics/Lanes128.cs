using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Four float32 lanes: Arm AdvSimd (32 registers); on x86 with 16 registers, where it exists for testing.</summary>
public readonly unsafe struct Lanes128 : ILanes<Lanes128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector128<float> _v;

    [MethodImpl(Inline)]
    private Lanes128(Vector128<float> v) => _v = v;

    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    public static int TileRows => AdvSimd.IsSupported ? 8 : 6;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static void Store(float* destination, Lanes128 value) => value._v.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left._v + right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left._v - right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left._v * right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right) => new(left._v / right._v);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a._v, b._v, c._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Minimum(Lanes128 left, Lanes128 right) =>
        new(Sse.IsSupported ? Sse.Min(left._v, right._v) : Vector128.ConditionalSelect(Vector128.LessThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Maximum(Lanes128 left, Lanes128 right) =>
        new(Sse.IsSupported ? Sse.Max(left._v, right._v) : Vector128.ConditionalSelect(Vector128.GreaterThan(left._v, right._v), left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 SquareRoot(Lanes128 value) => new(Vector128.Sqrt(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Round(Lanes128 value) => new(Vector128.Round(value._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 GreaterThan(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left._v, right._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenTrue, Lanes128 whenFalse) =>
        new(Vector128.ConditionalSelect(mask._v, whenTrue._v, whenFalse._v));

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 ScaleByPowerOfTwo(Lanes128 value, Lanes128 exponent) =>
        new((value._v.AsInt32() + (Vector128.ConvertToInt32Native(exponent._v) << 23)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static Lanes128 Decompose(Lanes128 value, out Lanes128 exponent)
    {
        Vector128<int> bits = value._v.AsInt32();
        exponent = new(Vector128.ConvertToSingle((bits >>> 23) - Vector128.Create(127)));
        return new(((bits & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static float Sum(Lanes128 value) => Vector128.Sum(value._v);

    /// <inheritdoc/>
    public static float Largest(Lanes128 value)
    {
        float largest = value._v[0];
        for (int i = 1; i < Width; i++) largest = MathF.Max(largest, value._v[i]);
        return largest;
    }
}
