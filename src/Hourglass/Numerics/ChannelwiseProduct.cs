using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// c(row, channel) = start(channel) + sum over k of a(row, k, channel) b(k, channel): the sum of a depthwise convolution, in which no channel meets
/// another. Operands as those of <see cref="MatrixProduct{V}"/>, every stretch of the depth one element long.
/// </summary>
internal static unsafe class ChannelwiseProduct<V> where V : unmanaged, ILanes<V>
{
    private const int RowsAtOnce = 4, TapsAtOnce = 3;

    /// <summary>Computes all lines of the result.</summary>
    public static void Run(MatrixProduct<V>.Left a, ReadOnlySpan<Stretch> depth, View b, MatrixProduct<V>.Result c, float* start)
    {
        View first = c.First;
        for (int line = 0; line < c.Lines; line++)
        {
            float* from = a.Data + (line * a.LineStride), to = first.Data + (line * c.LineStride);
            int channel = 0;
            for (; channel + V.Width <= first.Columns; channel += V.Width) Strip<V>(from, a.RowStride, depth, b, channel, start, to, first.RowStride, first.Rows);
            for (; channel < first.Columns; channel++) Strip<ScalarLanes>(from, a.RowStride, depth, b, channel, start, to, first.RowStride, first.Rows);
        }
    }

    /// <summary>Adds to sums(k, channel) what the rows of some lines give: x(row, k, channel) y(row, channel).</summary>
    /// <param name="x">Rows of one line after the other.</param>
    /// <param name="taps">Where each k lies from a row's first element; the right offset is where its sum lies.</param>
    /// <param name="y">Rows beside those of x.</param>
    /// <param name="sums">The sums.</param>
    public static void AddTransposed(MatrixProduct<V>.Left x, ReadOnlySpan<Stretch> taps, MatrixProduct<V>.Result y, float* sums)
    {
        int channels = y.First.Columns, channel = 0;
        for (; channel + V.Width <= channels; channel += V.Width) AddStrip<V>(x, taps, y, channel, sums);
        for (; channel < channels; channel++) AddStrip<ScalarLanes>(x, taps, y, channel, sums);
    }

    private static void AddStrip<L>(MatrixProduct<V>.Left x, ReadOnlySpan<Stretch> taps, MatrixProduct<V>.Result y, int channel, float* sums) where L : unmanaged, ILanes<L>
    {
        int tap = 0;
        for (; tap + TapsAtOnce <= taps.Length; tap += TapsAtOnce) AddThree<L>(x, taps[tap], taps[tap + 1], taps[tap + 2], y, channel, sums + channel);
        for (; tap < taps.Length; tap++) AddOne<L>(x, taps[tap], y, channel, sums + channel);
    }

    // Lanes are neighbouring channels; four rows at once read a channel's factors once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<L>(float* a, nint aStride, ReadOnlySpan<Stretch> depth, View b, int channel, float* start, float* c, nint cStride, int rows) where L : unmanaged, ILanes<L>
    {
        L begin = start is null ? L.Broadcast(0f) : L.Load(start + channel);
        float* factors = b.At(0, channel);
        a += channel;
        c += channel;
        int row = 0;
        for (; row + RowsAtOnce <= rows; row += RowsAtOnce, a += RowsAtOnce * aStride, c += RowsAtOnce * cStride)
        {
            L s0 = begin, s1 = begin, s2 = begin, s3 = begin;
            foreach (ref readonly Stretch one in depth)
            {
                L factor = L.Load(factors + one.Right);
                float* from = a + one.Left;
                s0 = L.MultiplyAdd(L.Load(from), factor, s0);
                s1 = L.MultiplyAdd(L.Load(from + aStride), factor, s1);
                s2 = L.MultiplyAdd(L.Load(from + (2 * aStride)), factor, s2);
                s3 = L.MultiplyAdd(L.Load(from + (3 * aStride)), factor, s3);
            }

            L.Store(c, s0);
            L.Store(c + cStride, s1);
            L.Store(c + (2 * cStride), s2);
            L.Store(c + (3 * cStride), s3);
        }

        for (; row < rows; row++, a += aStride, c += cStride)
        {
            L sum = begin;
            foreach (ref readonly Stretch one in depth) sum = L.MultiplyAdd(L.Load(a + one.Left), L.Load(factors + one.Right), sum);
            L.Store(c, sum);
        }
    }

    // Two chains of additions for each tap, of even and odd rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne<L>(MatrixProduct<V>.Left x, Stretch tap, MatrixProduct<V>.Result y, int channel, float* sums) where L : unmanaged, ILanes<L>
    {
        L even = L.Load(sums + tap.Right), odd = L.Broadcast(0f);
        for (int line = 0; line < y.Lines; line++)
        {
            float* px = x.Data + (line * x.LineStride) + tap.Left + channel, py = y.First.Data + (line * y.LineStride) + channel;
            int row = 0;
            for (; row + 2 <= y.First.Rows; row += 2, px += 2 * x.RowStride, py += 2 * y.First.RowStride)
            {
                even = L.MultiplyAdd(L.Load(px), L.Load(py), even);
                odd = L.MultiplyAdd(L.Load(px + x.RowStride), L.Load(py + y.First.RowStride), odd);
            }

            if (row < y.First.Rows) even = L.MultiplyAdd(L.Load(px), L.Load(py), even);
        }

        L.Store(sums + tap.Right, even + odd);
    }

    // Three taps at once read y once, and are six chains: enough to keep the multiply-adds busy.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddThree<L>(MatrixProduct<V>.Left x, Stretch first, Stretch second, Stretch third, MatrixProduct<V>.Result y, int channel, float* sums)
        where L : unmanaged, ILanes<L>
    {
        L zero = L.Broadcast(0f), e0 = L.Load(sums + first.Right), e1 = L.Load(sums + second.Right), e2 = L.Load(sums + third.Right), o0 = zero, o1 = zero, o2 = zero;
        nint step = x.RowStride, yStep = y.First.RowStride, to1 = second.Left - first.Left, to2 = third.Left - first.Left;
        for (int line = 0; line < y.Lines; line++)
        {
            float* px = x.Data + (line * x.LineStride) + first.Left + channel, py = y.First.Data + (line * y.LineStride) + channel;
            int row = 0;
            for (; row + 2 <= y.First.Rows; row += 2, px += 2 * step, py += 2 * yStep)
            {
                L even = L.Load(py), odd = L.Load(py + yStep);
                e0 = L.MultiplyAdd(L.Load(px), even, e0);
                e1 = L.MultiplyAdd(L.Load(px + to1), even, e1);
                e2 = L.MultiplyAdd(L.Load(px + to2), even, e2);
                o0 = L.MultiplyAdd(L.Load(px + step), odd, o0);
                o1 = L.MultiplyAdd(L.Load(px + step + to1), odd, o1);
                o2 = L.MultiplyAdd(L.Load(px + step + to2), odd, o2);
            }

            if (row == y.First.Rows) continue;
            L last = L.Load(py);
            e0 = L.MultiplyAdd(L.Load(px), last, e0);
            e1 = L.MultiplyAdd(L.Load(px + to1), last, e1);
            e2 = L.MultiplyAdd(L.Load(px + to2), last, e2);
        }

        L.Store(sums + first.Right, e0 + o0);
        L.Store(sums + second.Right, e1 + o1);
        L.Store(sums + third.Right, e2 + o2);
    }
}
