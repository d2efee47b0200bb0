using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// Elementary functions over lanes, accurate to a few units in the last place, the same bits in every width
/// because they use only correctly rounded operations. Results are never subnormal; NaN stays NaN.
/// </summary>
public static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>e^x, for x clamped to [-87.3, 88.3] so that the result is a finite normal number. Relative error below 2e-7.</summary>
    [MethodImpl(Inline)]
    public static V Exp<V>(V x) where V : unmanaged, ILanes<V>
    {
        // Cody and Waite: x = n ln 2 + r with |r| <= ln 2 / 2, the constant split so that n * high is exact; e^r by a polynomial.
        V clamped = V.Minimum(V.Broadcast(88.3f), V.Maximum(V.Broadcast(-87.3f), x));
        V n = V.Round(clamped * V.Broadcast(1.44269504f));
        V r = V.MultiplyAdd(n, V.Broadcast(-0.693359375f), clamped);
        r = V.MultiplyAdd(n, V.Broadcast(2.12194440e-4f), r);
        V p = V.Broadcast(1.9875691500e-4f);
        p = V.MultiplyAdd(p, r, V.Broadcast(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r + V.Broadcast(1f));
        return V.ScaleByPowerOfTwo(p, n);
    }

    /// <summary>ln x for positive normal x; minus infinity at 0 (and below the smallest normal number), NaN for negative x. Relative error below 2e-7.</summary>
    [MethodImpl(Inline)]
    public static V Log<V>(V x) where V : unmanaged, ILanes<V>
    {
        // x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln m by a polynomial in m - 1 (coefficients as in Cephes' logf).
        V m = V.Decompose(x, out V e);
        V large = V.GreaterThan(m, V.Broadcast(1.41421356f));
        m = V.Select(large, m * V.Broadcast(0.5f), m);
        e = V.Select(large, e + V.Broadcast(1f), e);
        V t = m - V.Broadcast(1f);
        V square = t * t;
        V p = V.Broadcast(7.0376836292e-2f);
        p = V.MultiplyAdd(p, t, V.Broadcast(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(1.1676998740e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(1.4249322787e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(2.0000714765e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, t, V.Broadcast(3.3333331174e-1f));
        V y = V.MultiplyAdd(e, V.Broadcast(-2.12194440e-4f), p * t * square);
        y = V.MultiplyAdd(square, V.Broadcast(-0.5f), y);
        y = V.MultiplyAdd(e, V.Broadcast(0.693359375f), t + y);
        V undefined = V.Select(V.GreaterThan(V.Broadcast(0f), x), V.Broadcast(float.NaN), V.Broadcast(float.NegativeInfinity));
        V defined = V.GreaterThan(x, V.Broadcast(1.17549421e-38f));
        V nan = V.Select(V.GreaterThan(V.Broadcast(1.17549435e-38f), x), undefined, x + x);
        return V.Select(defined, V.Select(V.GreaterThan(x, V.Broadcast(float.MaxValue)), x, y), nan);
    }

    /// <summary>The logistic function 1 / (1 + e^-x), in (0, 1], for x clamped to at least -87.3 so that the result is a normal number.</summary>
    [MethodImpl(Inline)]
    public static V Sigmoid<V>(V x) where V : unmanaged, ILanes<V> =>
        V.Broadcast(1f) / (V.Broadcast(1f) + Exp(V.Minimum(V.Broadcast(87.3f), V.Broadcast(0f) - x)));

    /// <summary>tanh x, in [-1, 1]. A polynomial near zero, where the exponential form would cancel.</summary>
    [MethodImpl(Inline)]
    public static V Tanh<V>(V x) where V : unmanaged, ILanes<V>
    {
        V magnitude = Abs(x);
        V square = x * x;
        V p = V.Broadcast(-5.70498872745e-3f);
        p = V.MultiplyAdd(p, square, V.Broadcast(2.06390887954e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-5.37397155531e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.33314422036e-1f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-3.33332819422e-1f));
        V small = V.MultiplyAdd(p * square, x, x);
        V rest = V.Broadcast(1f) - (V.Broadcast(2f) / (Exp(magnitude + magnitude) + V.Broadcast(1f)));
        V large = V.Select(V.GreaterThan(V.Broadcast(0f), x), V.Broadcast(0f) - rest, rest);
        return V.Select(V.GreaterThan(magnitude, V.Broadcast(0.625f)), large, small);
    }

    /// <summary>ln(1 + e^x), computed as max(x, 0) + ln(1 + e^-|x|), which never overflows.</summary>
    [MethodImpl(Inline)]
    public static V Softplus<V>(V x) where V : unmanaged, ILanes<V>
    {
        V e = Exp(V.Broadcast(0f) - Abs(x));
        V u = V.Broadcast(1f) + e;

        // ln(1 + e) = ln(u) * e / (u - 1) repairs the rounding of u; where u rounds to 1 the answer is e itself (Kahan).
        V difference = u - V.Broadcast(1f);
        V corrected = Log(u) * e / V.Maximum(difference, V.Broadcast(1e-30f));
        V log1p = V.Select(V.GreaterThan(difference, V.Broadcast(0f)), corrected, e);
        return V.Maximum(V.Broadcast(0f), x) + log1p;
    }

    /// <summary>|x|.</summary>
    [MethodImpl(Inline)]
    public static V Abs<V>(V x) where V : unmanaged, ILanes<V> => V.Maximum(V.Broadcast(0f) - x, x);
}
