using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>The most floating-point operations a second: independent chains of multiply-adds that never leave the registers.</summary>
public static class PeakMeasurement
{
    private const int Chains = 12, Rounds = 200_000, Repeats = 20;

    /// <summary>GFLOP/s of all threads together, the best of some repetitions.</summary>
    public static double Gflops(int threads) => KernelWidths.Default switch
    {
        KernelWidth.Bits512 => Gflops<Lanes512>(threads),
        KernelWidth.Bits256 => Gflops<Lanes256>(threads),
        KernelWidth.Bits128 => Gflops<Lanes128>(threads),
        _ => Gflops<ScalarLanes>(threads),
    };

    private static double Gflops<V>(int threads) where V : unmanaged, ILanes<V> =>
        2.0 * V.Width * Chains * Rounds * threads / BestTime.Of(new Loop<V>(), threads, threads, Repeats) * 1e-9;

    private sealed class Loop<V> : IParallelWork where V : unmanaged, ILanes<V>
    {
        private float _kept;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int item, int worker)
        {
            V x = V.Broadcast(0.999f), y = V.Broadcast(0.001f);
            V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (int round = 0; round < Rounds; round++)
            {
                a = V.MultiplyAdd(a, x, y);
                b = V.MultiplyAdd(b, x, y);
                c = V.MultiplyAdd(c, x, y);
                d = V.MultiplyAdd(d, x, y);
                e = V.MultiplyAdd(e, x, y);
                f = V.MultiplyAdd(f, x, y);
                g = V.MultiplyAdd(g, x, y);
                h = V.MultiplyAdd(h, x, y);
                i = V.MultiplyAdd(i, x, y);
                j = V.MultiplyAdd(j, x, y);
                k = V.MultiplyAdd(k, x, y);
                l = V.MultiplyAdd(l, x, y);
            }

            // A use for the result, or the loop would be left out.
            _kept = V.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }

        public override string ToString() => $"{_kept}";
    }
}
