using Hourglass.Errors;

namespace Hourglass.Numerics;

/// <summary>
/// A convolutional layer, 3 x 3, in integers: numbers are 16-bit multiples of a power of two, weights 16-bit multiples of another, the finest with which no sum can leave
/// 32 bits whatever the numbers are.
/// </summary>
internal sealed class ShortLayer
{
    // Finer ones change nothing that a sum of a few hundred products shows.
    private const int MostBits = 14;

    /// <summary>Rounds the weights of a trained layer.</summary>
    /// <param name="weights">[3, 3, channels, filters].</param>
    /// <param name="biases">[filters].</param>
    /// <param name="bitsBefore">Binary digits behind the point of the numbers that enter.</param>
    /// <param name="bitsAfter">And of those that leave.</param>
    /// <param name="isRectified">Whether what is below zero becomes zero.</param>
    /// <exception cref="InputException">The weights are no numbers, or so large that 16 bits do not do.</exception>
    public ShortLayer(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, int bitsBefore, int bitsAfter, bool isRectified)
    {
        int filters = biases.Length, channels = weights.Length / (9 * filters);
        Pairs = (channels + 1) / 2;
        Blocks = (filters + ShortConvolution.Filters - 1) / ShortConvolution.Filters;
        Least = isRectified ? 0 : -short.MaxValue;
        int bits = MostBits;
        while (bits >= 0 && !Fits(weights, biases, bits, bitsBefore)) bits--;
        Shift = bits + bitsBefore - bitsAfter;
        if (bits < 0 || Shift < 1)
            throw new InputException("The restoration cannot be computed in integers.", "its weights", "numbers that are too large, or none", "finite ones, whose sum over a filter is below some thousands", "train it again, with a smaller learning rate");

        Biases = new int[Blocks * ShortConvolution.Filters];
        for (int filter = 0; filter < filters; filter++) Biases[filter] = Rounded(biases[filter], bits + bitsBefore) + (1 << (Shift - 1));
        Weights = new int[Blocks * 9 * Pairs * ShortConvolution.Filters];
        for (int i = 0; i < weights.Length; i++)
        {
            (int filter, int channel, int tap) = (i % filters, i / filters % channels, i / filters / channels);
            int place = (((((filter / ShortConvolution.Filters * 3) + (tap / 3)) * Pairs) + (channel / 2)) * 3) + (tap % 3);
            int weight = Rounded(weights[i], bits);
            Weights[(place * ShortConvolution.Filters) + (filter % ShortConvolution.Filters)] |= channel % 2 == 0 ? weight & 0xFFFF : weight << 16;
        }
    }

    /// <summary>Pairs of channels that enter; of an odd number the last pair is half empty.</summary>
    public int Pairs { get; }

    /// <summary>Four filters each; those beyond the last are zeros.</summary>
    public int Blocks { get; }

    /// <summary>By how many binary digits sums are shifted right.</summary>
    public int Shift { get; }

    /// <summary>The smallest number that leaves.</summary>
    public int Least { get; }

    /// <summary>[blocks, line, pairs, tap, filters of a block], each word the weights of a pair of channels.</summary>
    public int[] Weights { get; }

    /// <summary>[filters], in the unit of the sums; half a unit of what leaves is added, so that shifting rounds.</summary>
    public int[] Biases { get; }

    // The largest sum there can be, half a unit for rounding included, that of each filter by itself.
    private static bool Fits(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, int bits, int bitsBefore)
    {
        for (int filter = 0; filter < biases.Length; filter++)
        {
            double sum = Math.Abs(Math.Round(Math.ScaleB(biases[filter], bits + bitsBefore))) + Math.ScaleB(1, bits + bitsBefore);
            for (int i = filter; i < weights.Length; i += biases.Length)
            {
                double weight = Math.Abs(Math.Round(Math.ScaleB(weights[i], bits)));
                if (!(weight <= short.MaxValue)) return false;
                sum += weight * short.MaxValue;
            }

            if (!(sum <= int.MaxValue)) return false;
        }

        return true;
    }

    private static int Rounded(float value, int bits) => (int)Math.Round(Math.ScaleB(value, bits));
}
