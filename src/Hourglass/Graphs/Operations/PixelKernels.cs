using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// What the normalisation of each pixel is made of. Lanes are the channels of a pixel, in registers of which they fill at least one; the last register ends with the
/// last channel, and lanes that it has in common with the one before count once.
/// </summary>
internal static unsafe class PixelKernels
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining, Optimised = MethodImplOptions.AggressiveOptimization;
    private const int MostLanes = 16;

    /// <summary>Mean and 1 / sqrt(variance + epsilon) of each pixel.</summary>
    public static void Measure<V>(float* x, float epsilon, int pixels, int channels, float* mean, float* inverse) where V : unmanaged, ILanes<V> =>
        Strips.Fit<V, Measurement>(new(x, epsilon, pixels, mean, inverse), channels);

    /// <summary>y = (x - mean) / sqrt(variance + epsilon) scale + offset.</summary>
    public static void Normalise<V>(float* x, float* scale, float* offset, float epsilon, int pixels, int channels, float* y) where V : unmanaged, ILanes<V> =>
        Strips.Fit<V, Normalisation>(new(x, scale, offset, epsilon, pixels, y), channels);

    /// <summary>y = (h - mean of h - z mean of (h z)) inverse with h = scale g and z = (x - mean) inverse.</summary>
    public static void Differentiate<V>(float* x, float* g, float* scale, float* mean, float* inverse, int pixels, int channels, float* y) where V : unmanaged, ILanes<V> =>
        Strips.Fit<V, Differentiation>(new(x, g, scale, mean, inverse, pixels, y), channels);

    // Where the last register begins, where those before it end, and one for each lane of it that no other has.
    [MethodImpl(Inline)]
    private static (int Last, int Whole, V Counts) Registers<V>(int channels) where V : unmanaged, ILanes<V>
    {
        int last = channels - V.Width, whole = (channels - 1) / V.Width * V.Width;
        float* counts = stackalloc float[MostLanes];
        for (int lane = 0; lane < V.Width; lane++) counts[lane] = last + lane >= whole ? 1 : 0;
        return (last, whole, V.Load(counts));
    }

    [MethodImpl(Inline)]
    private static (float Mean, float Inverse) Measure<V>(float* x, int channels, int last, int whole, V counts, float epsilon) where V : unmanaged, ILanes<V>
    {
        V sum = V.Load(x + last) * counts;
        for (int channel = 0; channel < whole; channel += V.Width) sum += V.Load(x + channel);
        float mean = V.Sum(sum) / channels;
        V centre = V.Broadcast(mean), distance = (V.Load(x + last) - centre) * counts, squares = distance * distance;
        for (int channel = 0; channel < whole; channel += V.Width)
        {
            distance = V.Load(x + channel) - centre;
            squares = V.MultiplyAdd(distance, distance, squares);
        }

        return (mean, 1 / MathF.Sqrt((V.Sum(squares) / channels) + epsilon));
    }

    [MethodImpl(Optimised)]
    private static void Measure<V>(float* x, int channels, float epsilon, int pixels, float* mean, float* inverse) where V : unmanaged, ILanes<V>
    {
        (int last, int whole, V counts) = Registers<V>(channels);
        for (int pixel = 0; pixel < pixels; pixel++, x += channels) (mean[pixel], inverse[pixel]) = Measure(x, channels, last, whole, counts, epsilon);
    }

    [MethodImpl(Optimised)]
    private static void Normalise<V>(float* x, int channels, float* scale, float* offset, float epsilon, int pixels, float* y) where V : unmanaged, ILanes<V>
    {
        (int last, int whole, V counts) = Registers<V>(channels);
        for (int pixel = 0; pixel < pixels; pixel++, x += channels, y += channels)
        {
            (float mean, float factor) = Measure(x, channels, last, whole, counts, epsilon);
            V centre = V.Broadcast(mean), inverse = V.Broadcast(factor);

            // Read before it may be written over.
            V end = V.MultiplyAdd((V.Load(x + last) - centre) * inverse, V.Load(scale + last), V.Load(offset + last));
            for (int channel = 0; channel < whole; channel += V.Width)
                V.Store(y + channel, V.MultiplyAdd((V.Load(x + channel) - centre) * inverse, V.Load(scale + channel), V.Load(offset + channel)));
            V.Store(y + last, end);
        }
    }

    [MethodImpl(Optimised)]
    private static void Differentiate<V>(float* x, float* g, int channels, float* scale, float* mean, float* inverse, int pixels, float* y) where V : unmanaged, ILanes<V>
    {
        (int last, int whole, V counts) = Registers<V>(channels);
        for (int pixel = 0; pixel < pixels; pixel++, x += channels, g += channels, y += channels)
        {
            V centre = V.Broadcast(mean[pixel]), gradients = V.Load(g + last) * V.Load(scale + last) * counts, products = gradients * (V.Load(x + last) - centre);
            for (int channel = 0; channel < whole; channel += V.Width)
            {
                V h = V.Load(g + channel) * V.Load(scale + channel);
                gradients += h;
                products = V.MultiplyAdd(h, V.Load(x + channel) - centre, products);
            }

            float factor = inverse[pixel], share = factor / channels;
            V gain = V.Broadcast(factor), offset = V.Broadcast(-V.Sum(gradients) * share), slope = V.Broadcast(-V.Sum(products) * share * factor * factor);
            V end = At(x, g, scale, last, centre, gain, slope, offset);
            for (int channel = 0; channel < whole; channel += V.Width) V.Store(y + channel, At(x, g, scale, channel, centre, gain, slope, offset));
            V.Store(y + last, end);
        }
    }

    [MethodImpl(Inline)]
    private static V At<V>(float* x, float* g, float* scale, int channel, V centre, V gain, V slope, V offset) where V : unmanaged, ILanes<V> =>
        V.MultiplyAdd(V.Load(g + channel) * V.Load(scale + channel), gain, V.MultiplyAdd(V.Load(x + channel) - centre, slope, offset));

    private readonly struct Measurement(float* x, float epsilon, int pixels, float* mean, float* inverse) : Strips.IWork
    {
        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => Measure<V>(x, end, epsilon, pixels, mean, inverse);
    }

    private readonly struct Normalisation(float* x, float* scale, float* offset, float epsilon, int pixels, float* y) : Strips.IWork
    {
        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => Normalise<V>(x, end, scale, offset, epsilon, pixels, y);
    }

    private readonly struct Differentiation(float* x, float* g, float* scale, float* mean, float* inverse, int pixels, float* y) : Strips.IWork
    {
        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => Differentiate<V>(x, g, end, scale, mean, inverse, pixels, y);
    }
}
