using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// What the normalisations of pictures are made of: sums over the pixels of one picture for each channel, and maps of each pixel with numbers of its channel.
/// Lanes are neighbouring channels.
/// </summary>
internal static unsafe class ChannelKernels
{
    private const MethodImplOptions Optimised = MethodImplOptions.AggressiveOptimization;

    /// <summary>Mean and mean squared deviation of each channel: over distances from the first pixel, so that the squares of a channel far from zero do not cancel.</summary>
    public static void Moments<V>(float* x, int pixels, int channels, float* mean, float* variance) where V : unmanaged, ILanes<V>
    {
        ChannelSums.Run<V, ChannelSums.Moments>(new(x), pixels, channels, mean, variance);
        for (int channel = 0; channel < channels; channel++)
        {
            float shift = mean[channel] / pixels;
            mean[channel] = x[channel] + shift;
            variance[channel] = MathF.Max((variance[channel] / pixels) - (shift * shift), 0);
        }
    }

    /// <summary>Sums over the pixels of g (x - mean) and of g, for each channel.</summary>
    public static void Sums<V>(float* x, float* g, float* mean, int pixels, int channels, float* products, float* sums) where V : unmanaged, ILanes<V> =>
        ChannelSums.Run<V, ChannelSums.Products>(new(x, g, mean), pixels, channels, products, sums);

    /// <summary>y = (x - mean) factor + offset.</summary>
    public static void Normalise<V>(float* x, float* mean, float* factor, float* offset, int pixels, int channels, float* y) where V : unmanaged, ILanes<V> =>
        Strips.Cover<V, Normalisation>(new(x, mean, factor, offset, pixels, channels, y), 0, channels);

    /// <summary>y = g factor + (x - mean) slope + offset.</summary>
    public static void Differentiate<V>(float* x, float* g, float* mean, float* factor, float* slope, float* offset, int pixels, int channels, float* y) where V : unmanaged, ILanes<V> =>
        Strips.Cover<V, Differentiation>(new(x, g, mean, factor, slope, offset, pixels, channels, y), 0, channels);

    private readonly struct Normalisation(float* x, float* mean, float* factor, float* offset, int pixels, int channels, float* y) : Strips.IWork
    {
        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => Normalise<V>(x, mean, factor, offset, pixels, channels, first, end, y);
    }

    private readonly struct Differentiation(float* x, float* g, float* mean, float* factor, float* slope, float* offset, int pixels, int channels, float* y) : Strips.IWork
    {
        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => Differentiate<V>(x, g, mean, factor, slope, offset, pixels, channels, first, end, y);
    }

    [MethodImpl(Optimised)]
    private static void Normalise<V>(float* x, float* mean, float* factor, float* offset, int pixels, int channels, int first, int end, float* y) where V : unmanaged, ILanes<V>
    {
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
