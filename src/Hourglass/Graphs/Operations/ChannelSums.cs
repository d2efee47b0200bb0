using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Two sums over the pixels of one picture for each channel. Lanes are neighbouring channels. Four registers of each sum are added to in turn, those of
/// neighbouring channels or, where the channels are few, of neighbouring pixels: a single one would wait for its last addition.
/// </summary>
internal static unsafe class ChannelSums
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int AtOnce = 4;

    /// <summary>What is summed.</summary>
    public interface ITerm
    {
        /// <summary>A number for each channel that the terms depend on.</summary>
        V Centre<V>(int channel) where V : unmanaged, ILanes<V>;

        /// <summary>Adds to the first sum the term of the numbers at an offset from the picture's first, which belong to a pixel.</summary>
        V AddFirst<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V>;

        /// <summary>The same of the second sum.</summary>
        V AddSecond<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V>;
    }

    /// <summary>Writes both sums of each channel.</summary>
    public static void Run<V, T>(T term, int pixels, int channels, float* first, float* second) where V : unmanaged, ILanes<V> where T : struct, ITerm =>
        Strips.Cover<V, Sums<T>>(new(term, pixels, channels, first, second), 0, channels);

    // Set i of the sums has the channels of register i % registers, of pixels i / registers, i / registers + 4 / registers, ...
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<V, T>(T term, int channel, int registers, int pixels, int channels, float* first, float* second) where V : unmanaged, ILanes<V> where T : struct, ITerm
    {
        int together = AtOnce / registers, o1 = 1 % registers * V.Width, o2 = 2 % registers * V.Width, o3 = 3 % registers * V.Width;
        V c0 = term.Centre<V>(channel), c1 = term.Centre<V>(channel + o1), c2 = term.Centre<V>(channel + o2), c3 = term.Centre<V>(channel + o3);
        V a0 = V.Broadcast(0f), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        int p1 = 1 / registers, p2 = 2 / registers, p3 = 3 / registers, pixel = 0;
        nint at = channel, step = together * channels;
        nint d1 = o1 + (p1 * channels), d2 = o2 + (p2 * channels), d3 = o3 + (p3 * channels);
        for (; pixel + together <= pixels; pixel += together, at += step)
        {
            a0 = term.AddFirst(a0, at, pixel, c0);
            b0 = term.AddSecond(b0, at, pixel, c0);
            a1 = term.AddFirst(a1, at + d1, pixel + p1, c1);
            b1 = term.AddSecond(b1, at + d1, pixel + p1, c1);
            a2 = term.AddFirst(a2, at + d2, pixel + p2, c2);
            b2 = term.AddSecond(b2, at + d2, pixel + p2, c2);
            a3 = term.AddFirst(a3, at + d3, pixel + p3, c3);
            b3 = term.AddSecond(b3, at + d3, pixel + p3, c3);
        }

        for (; pixel < pixels; pixel++, at += channels)
        {
            a0 = term.AddFirst(a0, at, pixel, c0);
            b0 = term.AddSecond(b0, at, pixel, c0);
            if (registers == 1) continue;
            a1 = term.AddFirst(a1, at + o1, pixel, c1);
            b1 = term.AddSecond(b1, at + o1, pixel, c1);
        }

        if (registers == 1) (a0, b0) = (a0 + a1 + (a2 + a3), b0 + b1 + (b2 + b3));
        if (registers == 2) (a0, b0, a1, b1) = (a0 + a2, b0 + b2, a1 + a3, b1 + b3);
        V.Store(first + channel, a0);
        V.Store(second + channel, b0);
        if (registers == 1) return;
        V.Store(first + channel + o1, a1);
        V.Store(second + channel + o1, b1);
        if (registers == 2) return;
        V.Store(first + channel + o2, a2);
        V.Store(second + channel + o2, b2);
        V.Store(first + channel + o3, a3);
        V.Store(second + channel + o3, b3);
    }

    /// <summary>x - origin and its square, the origin being the first pixel.</summary>
    public readonly struct Moments(float* x) : ITerm
    {
        [MethodImpl(Inline)]
        public V Centre<V>(int channel) where V : unmanaged, ILanes<V> => V.Load(x + channel);

        [MethodImpl(Inline)]
        public V AddFirst<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> => sum + (V.Load(x + at) - centre);

        [MethodImpl(Inline)]
        public V AddSecond<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> => V.MultiplyAdd(V.Load(x + at) - centre, V.Load(x + at) - centre, sum);
    }

    /// <summary>g (x - mean), and g, with the mean of a channel.</summary>
    public readonly struct Products(float* x, float* g, float* mean) : ITerm
    {
        [MethodImpl(Inline)]
        public V Centre<V>(int channel) where V : unmanaged, ILanes<V> => V.Load(mean + channel);

        [MethodImpl(Inline)]
        public V AddFirst<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> => V.MultiplyAdd(V.Load(g + at), V.Load(x + at) - centre, sum);

        [MethodImpl(Inline)]
        public V AddSecond<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> => sum + V.Load(g + at);
    }

    /// <summary>g (x - mean) inverse, and g, with a mean and an inverse of the deviation for each pixel.</summary>
    public readonly struct ProductsByPixel(float* x, float* g, float* mean, float* inverse) : ITerm
    {
        [MethodImpl(Inline)]
        public V Centre<V>(int channel) where V : unmanaged, ILanes<V> => default;

        [MethodImpl(Inline)]
        public V AddFirst<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> =>
            V.MultiplyAdd(V.Load(g + at) * V.Broadcast(inverse[pixel]), V.Load(x + at) - V.Broadcast(mean[pixel]), sum);

        [MethodImpl(Inline)]
        public V AddSecond<V>(V sum, nint at, nint pixel, V centre) where V : unmanaged, ILanes<V> => sum + V.Load(g + at);
    }

    private readonly struct Sums<T>(T term, int pixels, int channels, float* first, float* second) : Strips.IWork where T : struct, ITerm
    {
        public void Run<V>(int begin, int end) where V : unmanaged, ILanes<V>
        {
            int channel = begin;
            foreach (int registers in (ReadOnlySpan<int>)[AtOnce, AtOnce / 2, 1])
            {
                for (; channel + (registers * V.Width) <= end; channel += registers * V.Width) Add<V, T>(term, channel, registers, pixels, channels, first, second);
            }
        }
    }
}
