using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// Rounds coefficients by what they cost: of the nearest whole number, the one below it and zero, the one with the least squared error plus
/// <see cref="Price"/> times bits. An encoder's choice; a decoder need not know.
/// </summary>
/// <param name="exact">The band's coefficients in steps, [height, width].</param>
internal sealed class RateRounding(float[] exact)
{
    /// <summary>What a bit costs in squared steps; chosen on photographs (BD-rate 0.06: -51.4 %, 0.09: -51.6 %, 0.12: -51.4 %).</summary>
    public const float Price = 0.09f;

    // Larger ones are worth their bits.
    private const int Largest = ContextTables.Decisions - 1;

    /// <summary>The nearest whole number.</summary>
    public int Exactly(int index) => (int)MathF.Round(exact[index]);

    /// <summary>The nearest whole number, halves towards zero.</summary>
    public int Nearest(int index)
    {
        int magnitude = (int)(Math.Abs(exact[index]) + 0.4999f);
        return exact[index] < 0 ? -magnitude : magnitude;
    }

    /// <summary>The best choice.</summary>
    /// <param name="index">The coefficient.</param>
    /// <param name="mixing">Told its contexts.</param>
    /// <param name="notZero">The probability that it is not zero, in 65536ths.</param>
    public int Choose(int index, BitMixing mixing, int notZero)
    {
        int nearest = Nearest(index), largest = Math.Abs(nearest);
        if (largest > Largest) return nearest;
        float size = Math.Abs(exact[index]), bestCost = (size * size) + (Price * Logistic.Cost(65536 - notZero));
        // A sign is a bit.
        float bits = Logistic.Cost(notZero) + 1;
        int best = 0;
        for (int magnitude = 1; magnitude <= largest; magnitude++)
        {
            int more = mixing.Predict(magnitude);
            if (magnitude >= largest - 1)
            {
                float error = size - magnitude, cost = (error * error) + (Price * (bits + Logistic.Cost(65536 - more)));
                if (cost < bestCost) (best, bestCost) = (magnitude, cost);
            }

            bits += Logistic.Cost(more);
        }

        return nearest < 0 ? -best : best;
    }
}
