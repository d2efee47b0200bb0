using System.Numerics;
using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// Codes the rounded coefficients of bands, and learns from each. Encoder and decoder go the same way: a decoder's coder answers what an encoder's is told.
/// </summary>
/// <typeparam name="TCoder">Which side it is.</typeparam>
internal sealed class CoefficientCoder<TCoder> where TCoder : IBinaryCoder
{
    // Magnitudes from here on have the rest coded in digits.
    private const int Large = ContextTables.Decisions;

    // The most binary digits of such a rest: magnitudes stay below a million.
    private const int MostDigits = 20;

    private const int Half = 1 << 15;

    // No decision is taken to be rarer than this, in 65536ths.
    private const int Rarest = 8;

    // Where the first digits of a rest have their statistics, behind those of the number of digits.
    private const int FirstDigits = 32;
    private readonly ContextTables _tables;
    private readonly BitMixing _mixing;
    private readonly Surroundings _surroundings;

    /// <param name="coder">Takes or gives the decisions.</param>
    /// <param name="tables">Learn.</param>
    public CoefficientCoder(TCoder coder, ContextTables tables)
    {
        (Coder, _tables, _mixing) = (coder, tables, new BitMixing(tables));
        _surroundings = new Surroundings(tables, _mixing);
    }

    /// <summary>Takes or gives the decisions; a new one for each segment.</summary>
    public TCoder Coder { get; set; }

    /// <summary>Told the kind of each coefficient, what was around it and its magnitude: for fitting.</summary>
    public Action<int, ReadOnlySpan<int>, int>? Observer { get; init; }

    /// <summary>Codes a band.</summary>
    /// <param name="band">Its values are coded; a decoder fills them in.</param>
    /// <param name="rounding">Chooses each value by what it costs, before it is coded; null codes the values that are there.</param>
    public void Code(Band band, RateRounding? rounding = null)
    {
        if (band.Width == 0) return;
        if (band.Orientation == Orientation.Coarse)
        {
            CodeCoarse(band, rounding);
            return;
        }

        for (int y = 0; y < band.Height; y++)
        {
            _surroundings.Enter(band, y);
            for (int x = 0, i = y * band.Width; x < band.Width; x++, i++)
            {
                ref int value = ref band.Values[i];
                bool isQuiet = _surroundings.IsQuiet(x);
                if (rounding is not null)
                {
                    value = rounding.Nearest(i);
                    if (value != 0)
                    {
                        _surroundings.Look(x);
                        value = rounding.Choose(i, _mixing, isQuiet ? _tables.ByQuiet[QuietPlace(band, x)] : _mixing.Predict(0));
                    }
                }

                if (isQuiet && CodeAlone(_tables.ByQuiet, QuietPlace(band, x), value == 0 ? 0 : 1) == 0)
                {
                    value = 0;
                    continue;
                }

                _surroundings.Look(x);
                Observer?.Invoke(band.Kind, _surroundings.Seen, Math.Abs(value));
                int magnitude = CodeMagnitude(band.Kind, Math.Abs(value), isQuiet ? 1 : 0);
                if (magnitude != 0 && CodeSign(band, x, y, value < 0 ? 1 : 0) != 0) value = -magnitude;
                else value = magnitude;
                band.Magnitudes[band.Place(x, y)] = (byte)Math.Min(magnitude, byte.MaxValue);
            }
        }
    }

    // What differs from a prediction by two neighbours and the one between them (LOCO-I, Weinberger, Seroussi, Sapiro 1996). Magnitudes are those of the differences.
    private void CodeCoarse(Band band, RateRounding? rounding)
    {
        int[] values = band.Values;
        for (int y = 0, i = 0; y < band.Height; y++)
        {
            for (int x = 0; x < band.Width; x++, i++)
            {
                int before = x > 0 ? values[i - 1] : y > 0 ? values[i - band.Width] : 0;
                int above = y > 0 ? values[i - band.Width] : before, between = x > 0 && y > 0 ? values[i - band.Width - 1] : above;
                int expected = Math.Clamp(before + above - between, Math.Min(before, above), Math.Max(before, above));
                int beforeSize = x > 0 ? band.Magnitudes[band.Place(x - 1, y)] : Large / 2, aboveSize = y > 0 ? band.Magnitudes[band.Place(x, y - 1)] : beforeSize;
                _surroundings.LookAtCoarse(band, beforeSize, aboveSize);
                if (rounding is not null) values[i] = rounding.Exactly(i);
                // A forged file may add up to any number.
                int difference = values[i] - expected, magnitude = CodeMagnitude(band.Kind, (int)Math.Min(Math.Abs((long)difference), int.MaxValue), 0);
                if (magnitude != 0 && Coder.Code(difference < 0 ? 1 : 0, Half) != 0) magnitude = -magnitude;
                values[i] = expected + magnitude;
                band.Magnitudes[band.Place(x, y)] = (byte)Math.Min(Math.Abs(magnitude), byte.MaxValue);
            }
        }
    }

    // Whether it is more than 0, more than 1 and so on; of a large one what is left, as the number of its binary digits and the digits.
    private int CodeMagnitude(int kind, int magnitude, int known)
    {
        for (int decision = known; decision < Large; decision++)
        {
            int bit = Coder.Code(magnitude > decision ? 1 : 0, _mixing.Predict(decision));
            _mixing.Learn(decision, bit);
            if (bit == 0) return decision;
        }

        int rest = magnitude - Large + 1, digits = 0, table = kind * ContextTables.Digits;
        int wanted = rest > 0 ? BitOperations.Log2((uint)rest) : 0;
        while (digits < MostDigits && CodeAlone(_tables.ByDigit, table + digits, wanted > digits ? 1 : 0) != 0) digits++;
        int value = 1;
        for (int digit = digits - 1; digit >= 0; digit--)
        {
            int bit = (rest >> digit) & 1;
            value = (2 * value) + (digit == digits - 1 ? CodeAlone(_tables.ByDigit, table + FirstDigits + digits, bit) : Coder.Code(bit, Half));
        }

        return value - 1 + Large;
    }

    private int CodeSign(Band band, int x, int y, int bit) => CodeAlone(_tables.BySign, (band.Kind * ContextTables.Signs) + SignContext.Of(band, x, y), bit);

    // Further along a quiet line it is quieter still.
    private static int QuietPlace(Band band, int x) => (band.Kind * ContextTables.QuietPlaces) + Math.Min(BitOperations.Log2((uint)x + 1), ContextTables.QuietPlaces - 1);

    // A decision with one context.
    private int CodeAlone(AdaptiveBits bits, int place, int bit)
    {
        bit = Coder.Code(bit, Math.Clamp(bits[place], Rarest, 65536 - Rarest));
        bits.Learn(place, bit);
        return bit;
    }
}
