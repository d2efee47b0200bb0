using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// What the normalisations of pictures are made of: sums over the pixels of one picture for each channel, and maps of each pixel with numbers of its channel.
/// Lanes are neighbouring channels; a channel's sum stays in its lane.
/// </summary>
internal static unsafe class ChannelKernels
{
    private const MethodImplOptions Optimised = MethodImplOptions.AggressiveOptimization;

    /// <summary>Mean and mean squared deviation of each channel.</summary>
    public static void Moments<V>(float* x, int pixels, int channels, float* mean, float* variance) where V : unmanaged, ILanes<V>
    {
        int whole = channels / V.Width * V.Width;
        Moments<V>(x, pixels, channels, 0, whole, mean, variance);
        Moments<ScalarLanes>(x, pixels, channels, whole, channels, mean, variance);
    }

    /// <summary>Sums over the pixels of g (x - mean) and of g, for each channel.</summary>
    public static void Sums<V>(float* x, float* g, float* mean, int pixels, int channels, float* products, float* sums) where V : unmanaged, ILanes<V>
    {
        int whole = channels / V.Width * V.Width;
        Sums<V>(x, g, mean, pixels, channels, 0, whole, products, sums);
        Sums<ScalarLanes>(x, g, mean, pixels, channels, whole, channels, products, sums);
    }

    /// <summary>y = (x - mean) factor + offset.</summary>
    public static void Normalise<V>(float* x, float* mean, float* factor, float* offset, int pixels, int channels, float* y) where V : unmanaged, ILanes<V>
    {
        int whole = channels / V.Width * V.Width;
        Normalise<V>(x, mean, factor, offset, pixels, channels, 0, whole, y);
        Normalise<ScalarLanes>(x, mean, factor, offset, pixels, channels, whole, channels, y);
    }

    /// <summary>y = g factor + (x - mean) slope + offset.</summary>
    public static void Differentiate<V>(float* x, float* g, float* mean, float* factor, float* slope, float* offset, int pixels, int channels, float* y) where V : unmanaged, ILanes<V>
    {
        int whole = channels / V.Width * V.Width;
        Differentiate<V>(x, g, mean, factor, slope, offset, pixels, channels, 0, whole, y);
        Differentiate<ScalarLanes>(x, g, mean, factor, slope, offset, pixels, channels, whole, channels, y);
    }

    // One pass over distances from the first pixel, so that the squares of a channel far from zero do not cancel.
    [MethodImpl(Optimised)]
    private static void Moments<V>(float* x, int pixels, int channels, int first, int end, float* mean, float* variance) where V : unmanaged, ILanes<V>
    {
        V share = V.Broadcast(1f / pixels);
        for (int channel = first; channel < end; channel += V.Width)
        {
            V origin = V.Load(x + channel), sum = V.Broadcast(0f), squares = sum;
            float* from = x + channel;
            for (int pixel = 0; pixel < pixels; pixel++, from += channels)
            {
                V distance = V.Load(from) - origin;
                sum += distance;
                squares = V.MultiplyAdd(distance, distance, squares);
            }

            V shift = sum * share;
            V.Store(mean + channel, origin + shift);
            V.Store(variance + channel, V.Maximum((squares * share) - (shift * shift), V.Broadcast(0f)));
        }
    }

    [MethodImpl(Optimised)]
    private static void Sums<V>(float* x, float* g, float* mean, int pixels, int channels, int first, int end, float* products, float* sums) where V : unmanaged, ILanes<V>
    {
        for (int channel = first; channel < end; channel += V.Width)
        {
            V centre = V.Load(mean + channel), product = V.Broadcast(0f), sum = product;
            for (nint at = channel, stop = channel + ((nint)pixels * channels); at < stop; at += channels)
            {
                V gradient = V.Load(g + at);
                sum += gradient;
                product = V.MultiplyAdd(gradient, V.Load(x + at) - centre, product);
            }

            V.Store(products + channel, product);
            V.Store(sums + channel, sum);
        }
    }

    [MethodImpl(Optimised)]
    private static void Normalise<V>(float* x, float* mean, float* factor, float* offset, int pixels, int channels, int first, int end, float* y) where V : unmanaged, ILanes<V>
    {
        if (first == end) return;
        for (int pixel = 0; pixel < pixels; pixel++, x += channels, y += channels)
        {
            for (int channel = first; channel < end; channel += V.Width)
                V.Store(y + channel, V.MultiplyAdd(V.Load(x + channel) - V.Load(mean + channel), V.Load(factor + channel), V.Load(offset + channel)));
        }
    }

    [MethodImpl(Optimised)]
    private static void Differentiate<V>(float* x, float* g, float* mean, float* factor, float* slope, float* offset, int pixels, int channels, int first, int end, float* y)
        where V : unmanaged, ILanes<V>
    {
        if (first == end) return;
        for (int pixel = 0; pixel < pixels; pixel++, x += channels, g += channels, y += channels)
        {
            for (int channel = first; channel < end; channel += V.Width)
            {
                V line = V.MultiplyAdd(V.Load(x + channel) - V.Load(mean + channel), V.Load(slope + channel), V.Load(offset + channel));
                V.Store(y + channel, V.MultiplyAdd(V.Load(g + channel), V.Load(factor + channel), line));
            }
        }
    }
}
