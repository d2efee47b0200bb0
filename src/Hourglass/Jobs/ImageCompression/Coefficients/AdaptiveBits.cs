using System.Runtime.CompilerServices;
using Hourglass.Artifacts;
using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// How likely some decisions are to be 1, each learnt by moving towards what came: by a lot at first, by less the more often it was seen. Integers only.
/// </summary>
internal sealed class AdaptiveBits
{
    // A decision that was seen this often is moved no slower than that.
    private const int MostSeen = 250;

    // Files keep the log-odds in this part of a nat's 256th, one byte a decision, and the count beside it.
    private const int Coarseness = 16, CountsInFile = 64;
    private static readonly int[] s_rates = [.. Enumerable.Range(0, MostSeen + 1).Select(seen => 655360 / ((10 * seen) + 16))];
    private readonly ushort[] _probabilities;
    private readonly byte[] _seen;

    /// <summary>Decisions that nothing is known of.</summary>
    /// <param name="count">How many.</param>
    public AdaptiveBits(int count) : this(new ushort[count], new byte[count]) => Array.Fill(_probabilities, (ushort)32768);

    private AdaptiveBits(ushort[] probabilities, byte[] seen) => (_probabilities, _seen) = (probabilities, seen);

    /// <summary>The probability of a decision, in 65536ths.</summary>
    public int this[int index] => _probabilities[index];

    /// <summary>Learns what came.</summary>
    /// <param name="index">The decision.</param>
    /// <param name="bit">0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Learn(int index, int bit)
    {
        ref ushort probability = ref _probabilities[index];
        ref byte seen = ref _seen[index];
        // At most 65535 times 40960, which needs the 64 bits.
        probability = (ushort)(probability + (int)((((bit << 16) - bit - probability) * (long)s_rates[seen]) >> 16));
        if (seen < MostSeen) seen++;
    }

    /// <summary>A copy to learn in.</summary>
    public AdaptiveBits Copy() => new([.. _probabilities], [.. _seen]);

    /// <summary>As a tensor: log-odds and count of each decision in one whole number.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="most">The most of a count, at most 63.</param>
    public NamedTensor ToTensor(string name, int most)
    {
        var values = new float[_probabilities.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (_seen[i] == 0) continue;
            int logOdds = (int)Math.Round(Logistic.Stretch(_probabilities[i]) / (double)Coarseness);
            values[i] = (logOdds * CountsInFile) + Math.Min((int)_seen[i], most);
        }

        return new NamedTensor(name, [values.Length], values);
    }

    /// <summary>From a tensor.</summary>
    /// <param name="values">What <see cref="ToTensor"/> made.</param>
    /// <param name="count">How many there must be.</param>
    /// <exception cref="FormatException">They do not fit.</exception>
    public static AdaptiveBits FromTensor(float[] values, int count)
    {
        const int Most = (Logistic.Limit / Coarseness * CountsInFile) + CountsInFile;
        if (values.Length != count || values.Any(value => Math.Abs(value) > Most || value != MathF.Truncate(value))) throw new FormatException("A table of contexts does not fit.");
        var bits = new AdaptiveBits(count);
        for (int i = 0; i < count; i++)
        {
            int value = (int)values[i];
            bits._probabilities[i] = (ushort)Logistic.Squash((value >> 6) * Coarseness);
            bits._seen[i] = (byte)(value & (CountsInFile - 1));
        }

        return bits;
    }
}
