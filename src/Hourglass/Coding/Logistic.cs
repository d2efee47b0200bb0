namespace Hourglass.Coding;

/// <summary>
/// Probabilities and their log-odds as integers, by tables that come of sums, products and quotients only, so that every machine has the same.
/// Probabilities are in 65536ths, log-odds in 256ths of a nat.
/// </summary>
internal static class Logistic
{
    /// <summary>Log-odds are kept within plus and minus this: a probability of six in a million.</summary>
    public const int Limit = 3072;

    // exp(-1/256), to the last digit of a double.
    private const double Step = 0.99610136947011747;

    private const int StretchEntries = 4096, Finest = 65536 / StretchEntries;
    private static readonly int[] s_squash = MakeSquash();
    private static readonly short[] s_stretch = MakeStretch();
    private static readonly float[] s_cost = [.. Enumerable.Range(0, StretchEntries + 1).Select(i => (float)-Math.Log2((i + 0.5) / StretchEntries))];

    /// <summary>The probability of some log-odds.</summary>
    /// <param name="logOdds">Of any size; clamped.</param>
    public static int Squash(int logOdds) => s_squash[Math.Clamp(logOdds, -Limit, Limit - 1) + Limit];

    /// <summary>The log-odds of a probability, to one in 4096.</summary>
    /// <param name="probability">0 to 65535.</param>
    public static int Stretch(int probability) => s_stretch[probability / Finest];

    /// <summary>Bits that an event of a probability takes; for choices of an encoder, not for a decoder.</summary>
    /// <param name="probability">0 to 65536.</param>
    public static float Cost(int probability) => s_cost[probability / Finest];

    private static int[] MakeSquash()
    {
        var table = new int[2 * Limit];
        double odds = 1;
        for (int i = 0; i < Limit; i++)
        {
            // odds = exp(-i / 256): the probability of log-odds -i, and of i is the rest.
            table[Limit - i] = Rounded(65536 * odds / (1 + odds));
            if (i > 0) table[Limit + i] = Rounded(65536 / (1 + odds));
            odds *= Step;
        }

        table[0] = Rounded(65536 * odds / (1 + odds));
        return table;

        static int Rounded(double probability) => Math.Clamp((int)(probability + 0.5), 1, 65535);
    }

    private static short[] MakeStretch()
    {
        var table = new short[StretchEntries];
        for (int i = 0, logOdds = 0; i < StretchEntries; i++)
        {
            while (logOdds < (2 * Limit) - 1 && s_squash[logOdds] < (i * Finest) + (Finest / 2)) logOdds++;
            table[i] = (short)(logOdds - Limit);
        }

        return table;
    }
}
