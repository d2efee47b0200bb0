using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// A 3 x 3 convolution of 16-bit integers with sums of 32 bits, one line of the result at a time. A line lies in memory as pairs of channels, <c>[pairs][stride]</c>: a
/// 32-bit word is a pixel of two channels. Neighbouring pixels are lanes; a lane's sum never leaves it.
/// </summary>
internal static unsafe class ShortConvolution
{
    /// <summary>Filters that are computed together; their number is a multiple of it.</summary>
    public const int Filters = 4;

    /// <summary>Pixels by which lines may be written beyond their width: those of the widest registers.</summary>
    public const int Overshoot = 32;

    /// <summary>Computes a line in registers of a width.</summary>
    /// <param name="kernel">The width.</param>
    /// <param name="above">The line above, its first word that of the column before the first pixel; so are the two below.</param>
    /// <param name="here">The line itself.</param>
    /// <param name="below">The line below.</param>
    /// <param name="stride">Words from a pair of channels to the next, in lines that are read and in the line that is written.</param>
    /// <param name="layer">The weights.</param>
    /// <param name="to">The first pixel of the line to write; it may be written up to a multiple of <see cref="Overshoot"/>.</param>
    /// <param name="width">Pixels.</param>
    public static void Line(KernelWidth kernel, int* above, int* here, int* below, nint stride, ShortLayer layer, int* to, int width)
    {
        fixed (int* weights = layer.Weights, biases = layer.Biases)
        {
            switch (kernel)
            {
                case KernelWidth.Bits512: Line<PairLanes512>(above, here, below, stride, layer, weights, biases, to, width); break;
                case KernelWidth.Bits256: Line<PairLanes256>(above, here, below, stride, layer, weights, biases, to, width); break;
                case KernelWidth.Bits128: Line<PairLanes128>(above, here, below, stride, layer, weights, biases, to, width); break;
                default: Line<ScalarPairLanes>(above, here, below, stride, layer, weights, biases, to, width); break;
            }
        }
    }

    // Four filters by two registers of pixels: eight sums, which with two registers of pixels and a weight fit into sixteen registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line<V>(int* above, int* here, int* below, nint stride, ShortLayer layer, int* weights, int* biases, int* to, int width) where V : unmanaged, IPairLanes<V>
    {
        int pairs = layer.Pairs, shift = layer.Shift;
        V least = V.Broadcast(layer.Least);
        int** lines = stackalloc int*[3];
        lines[0] = above;
        lines[1] = here;
        lines[2] = below;
        for (int block = 0; block < layer.Blocks; block++, biases += Filters, to += 2 * stride, weights += 9 * pairs * Filters)
        {
            for (nint x = 0; x < width; x += 2 * V.Width)
            {
                V a0 = V.Broadcast(biases[0]), a1 = V.Broadcast(biases[1]), a2 = V.Broadcast(biases[2]), a3 = V.Broadcast(biases[3]);
                V b0 = a0, b1 = a1, b2 = a2, b3 = a3;
                int* w = weights;
                for (int line = 0; line < 3; line++)
                {
                    int* pixels = lines[line] + x;
                    for (int pair = 0; pair < pairs; pair++, pixels += stride)
                    {
                        for (int tap = 0; tap < 3; tap++, w += Filters)
                        {
                            V first = V.Load(pixels + tap), second = V.Load(pixels + tap + V.Width), weight = V.Broadcast(w[0]);
                            a0 = V.MultiplyAdd(first, weight, a0);
                            b0 = V.MultiplyAdd(second, weight, b0);
                            weight = V.Broadcast(w[1]);
                            a1 = V.MultiplyAdd(first, weight, a1);
                            b1 = V.MultiplyAdd(second, weight, b1);
                            weight = V.Broadcast(w[2]);
                            a2 = V.MultiplyAdd(first, weight, a2);
                            b2 = V.MultiplyAdd(second, weight, b2);
                            weight = V.Broadcast(w[3]);
                            a3 = V.MultiplyAdd(first, weight, a3);
                            b3 = V.MultiplyAdd(second, weight, b3);
                        }
                    }
                }

                V.Store(to + x, V.Pack(a0, a1, shift, least));
                V.Store(to + x + V.Width, V.Pack(b0, b1, shift, least));
                V.Store(to + stride + x, V.Pack(a2, a3, shift, least));
                V.Store(to + stride + x + V.Width, V.Pack(b2, b3, shift, least));
            }
        }
    }
}
