using Hourglass.Numerics;

namespace Hourglass.Tests.Numerics;

public class LaneMathTests
{
    // The functions may be wrong by a few roundings of float32 (6e-8 each).
    private const double Relative = 3e-7;

    // Arguments beyond are clamped, so that e^-x stays a normal number.
    private const float LargestMagnitude = 87.3f;
    private const float SmallestNormal = 1.17549435e-38f, Infinity = float.PositiveInfinity;

    public static TheoryData<KernelWidth> Widths => [.. Enum.GetValues<KernelWidth>()];

    [Fact]
    public void Exp_is_accurate_where_the_result_is_a_normal_number() => Compare<Exp>(Between(-87.3f, 88.3f), Math.Exp, 2e-7);

    [Fact]
    public void Log_is_accurate_for_every_normal_number()
    {
        Compare<Log>(EveryExponent(positiveOnly: true), Math.Log, 2e-7);
        Compare<Log>(Between(0.5f, 2f), Math.Log, 2e-7);
    }

    [Fact]
    public void Sigmoid_is_accurate() => Compare<Sigmoid>([.. Between(-87f, 87f), .. EveryExponent()], x => 1 / (1 + Math.Exp(Math.Min(-x, LargestMagnitude))), Relative);

    [Fact]
    public void Tanh_is_accurate() => Compare<Tanh>([.. Between(-10f, 10f), .. EveryExponent()], Math.Tanh, Relative);

    [Fact]
    public void Softplus_is_accurate() => Compare<Softplus>(
        [.. Between(-87f, 87f), .. EveryExponent()], x => Math.Max(x, 0) + LogOfOnePlus(Math.Exp(-Math.Min(Math.Abs(x), LargestMagnitude))), Relative);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Not_a_number_stays_so(KernelWidth width)
    {
        Assert.Equal(float.NaN, One<Exp>(width, float.NaN));
        Assert.Equal(float.NaN, One<Log>(width, float.NaN));
        Assert.Equal(float.NaN, One<Sigmoid>(width, float.NaN));
        Assert.Equal(float.NaN, One<Tanh>(width, float.NaN));
        Assert.Equal(float.NaN, One<Softplus>(width, float.NaN));
        Assert.Equal(float.NaN, One<Absolute>(width, float.NaN));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_ends_of_the_number_line(KernelWidth width)
    {
        Assert.InRange(One<Exp>(width, Infinity), 2e38f, float.MaxValue);
        Assert.InRange(One<Exp>(width, -Infinity), SmallestNormal, 1.3e-38f);
        Assert.Equal(1, One<Exp>(width, 0));
        Assert.Equal(Infinity, One<Log>(width, Infinity));
        Assert.Equal(-Infinity, One<Log>(width, 0));
        Assert.Equal(-Infinity, One<Log>(width, -0f));
        Assert.Equal(-Infinity, One<Log>(width, SmallestNormal / 2));
        Assert.Equal(float.NaN, One<Log>(width, -1e-38f));
        Assert.Equal(float.NaN, One<Log>(width, -Infinity));
        Assert.Equal(0, One<Log>(width, 1));
        Assert.Equal(1, One<Sigmoid>(width, Infinity));
        Assert.InRange(One<Sigmoid>(width, -Infinity), SmallestNormal, 1.3e-38f);
        Assert.Equal(0.5f, One<Sigmoid>(width, 0));
        Assert.Equal(1, One<Tanh>(width, Infinity));
        Assert.Equal(-1, One<Tanh>(width, -Infinity));
        Assert.Equal(0, One<Tanh>(width, 0));
        Assert.Equal(Infinity, One<Softplus>(width, Infinity));
        Assert.InRange(One<Softplus>(width, -Infinity), 0, 1.3e-38f);
        Assert.Equal(Infinity, One<Absolute>(width, -Infinity));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Results_of_normal_numbers_are_not_subnormal(KernelWidth width)
    {
        float[] x = [.. Between(-120f, 120f), .. EveryExponent()];
        Assert.DoesNotContain(EveryWidth.Map<Exp>(width, x), float.IsSubnormal);
        Assert.DoesNotContain(EveryWidth.Map<Sigmoid>(width, x), float.IsSubnormal);
        Assert.DoesNotContain(EveryWidth.Map<Tanh>(width, x), float.IsSubnormal);
        Assert.DoesNotContain(EveryWidth.Map<Softplus>(width, x), float.IsSubnormal);
    }

    // Against System.Math, and the same bits in every width.
    private static void Compare<F>(float[] x, Func<double, double> expected, double relative) where F : ILaneFunction
    {
        float[] scalar = EveryWidth.Map<F>(KernelWidth.Scalar, x);
        foreach (KernelWidth width in Enum.GetValues<KernelWidth>())
        {
            float[] y = EveryWidth.Map<F>(width, x);
            for (int i = 0; i < x.Length; i++)
            {
                if (BitConverter.SingleToInt32Bits(y[i]) != BitConverter.SingleToInt32Bits(scalar[i]))
                    Assert.Fail($"{typeof(F).Name}({x[i]:R}) is {y[i]:R} in {width} and {scalar[i]:R} in scalar code.");
            }
        }

        for (int i = 0; i < x.Length; i++)
        {
            double exact = expected(x[i]);
            if (!(Math.Abs(scalar[i] - exact) <= relative * Math.Abs(exact))) Assert.Fail($"{typeof(F).Name}({x[i]:R}) is {scalar[i]:R}, exactly {exact:R}.");
        }
    }

    // double.LogP1 is the logarithm of the rounded sum; the factor repairs the rounding.
    private static double LogOfOnePlus(double e) => 1 + e == 1 ? e : Math.Log(1 + e) * e / (1 + e - 1);

    private static float One<F>(KernelWidth width, float x) where F : ILaneFunction => EveryWidth.Map<F>(width, [x])[0];

    private static float[] Between(float from, float to)
    {
        const int count = 100_001;
        return [.. Enumerable.Range(0, count).Select(i => (float)(from + ((double)(to - from) * i / (count - 1))))];
    }

    // Normal numbers of every size: the bit patterns in steps of a prime.
    private static float[] EveryExponent(bool positiveOnly = false)
    {
        var numbers = new List<float>();
        for (uint bits = 0x00800000; bits < 0x7F800000; bits += 40009)
        {
            numbers.Add(BitConverter.UInt32BitsToSingle(bits));
            if (!positiveOnly) numbers.Add(-BitConverter.UInt32BitsToSingle(bits));
        }

        return [.. numbers];
    }

    private struct Exp : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Exp(x);
    }

    private struct Log : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Log(x);
    }

    private struct Sigmoid : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Sigmoid(x);
    }

    private struct Tanh : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Tanh(x);
    }

    private struct Softplus : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Softplus(x);
    }

    private struct Absolute : ILaneFunction
    {
        public static V Of<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Abs(x);
    }
}
