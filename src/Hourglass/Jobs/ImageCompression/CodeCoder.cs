using System.Numerics;
using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// Codes the rounded numbers of tiles, line of tiles after line, in both directions. How large a number will be is guessed, in integers, from the same
/// number of the tiles to the left and above, from the numbers of its own tile coded before, and from training; numbers of like guess share a model.
/// </summary>
internal sealed class CodeCoder
{
    /// <summary>The largest size of a number; what is larger is cut to it.</summary>
    public const int Largest = 1 << 20;

    // Expected sizes are counted in sixty-fourths of a step, and larger ones are as good as this.
    private const int Unit = 64, LargestExpected = 1 << 18;

    // How many numbers of the own tile are looked back on.
    private const int Window = 20;

    // Shares of 16 of training, neighbours and own tile in the guess.
    private const int OfTraining = 1, OfNeighbours = 6, OfTile = 9;

    private readonly IEntropyCoder _coder;
    private readonly CodeStatistics _statistics;
    private readonly AdaptiveModel[] _models;
    private readonly int[] _expected;
    private readonly int _columns, _code;
    private int[] _values, _sizes, _valuesAbove, _sizesAbove;
    private bool _isFirstLine = true;

    /// <summary>Begins a picture.</summary>
    /// <param name="coder">Writes or reads.</param>
    /// <param name="statistics">What is known of the code's numbers.</param>
    /// <param name="models">Learn from what is coded.</param>
    /// <param name="step">The step, in grey levels.</param>
    /// <param name="columns">Tiles in a line.</param>
    public CodeCoder(IEntropyCoder coder, CodeStatistics statistics, AdaptiveModel[] models, float step, int columns)
    {
        (_coder, _statistics, _models, _columns, _code) = (coder, statistics, models, columns, statistics.Sizes.Length);
        _expected = [.. statistics.Sizes.Select(size => ExpectedSize(size, step))];
        _values = new int[columns * _code];
        _sizes = new int[columns * _code];
        (_valuesAbove, _sizesAbove) = (new int[columns * _code], new int[columns * _code]);
    }

    /// <summary>Codes a line of tiles.</summary>
    /// <param name="codes">[columns, code]; filled when decoding.</param>
    /// <exception cref="InvalidDataException">What is read cannot have been written.</exception>
    public void CodeLine(Span<int> codes)
    {
        for (int column = 0; column < _columns; column++) CodeTile(column, codes.Slice(column * _code, _code));
        (_values, _valuesAbove) = (_valuesAbove, _values);
        (_sizes, _sizesAbove) = (_sizesAbove, _sizes);
        _isFirstLine = false;
    }

    private void CodeTile(int column, Span<int> code)
    {
        int tile = column * _code;
        bool hasLeft = column > 0;
        int found = 0, foundExpected = 0;
        for (int place = 0; place < _code; place++)
        {
            int number = _statistics.Order[place], at = tile + number, expected = _expected[number];
            int left = hasLeft ? _sizes[at - _code] * Unit : expected, above = _isFirstLine ? left : _sizesAbove[at] * Unit;
            if (!hasLeft) left = above;
            long ofTile = place == 0 ? expected : (long)expected * (found + (Unit / 4)) / (foundExpected + (Unit / 4));
            long guess = ((OfTraining * (long)expected) + (OfNeighbours * ((long)left + above) / 2) + (OfTile * Math.Min(ofTile, LargestExpected))) / 16;
            int prediction = _statistics.IsPredicted[number] ? Math.Clamp(Predict(column, at), -Largest, Largest) : 0;
            int value = prediction + CodeNumber(code[number] - prediction, (int)Math.Min(guess, LargestExpected));
            int size = Math.Abs(value - prediction);
            (code[number], _values[at], _sizes[at]) = (value, value, Math.Min(size, LargestExpected / Unit));
            found += _sizes[at] * Unit;
            foundExpected += expected;
            if (place >= Window)
            {
                int old = _statistics.Order[place - Window];
                found -= _sizes[tile + old] * Unit;
                foundExpected -= _expected[old];
            }
        }
    }

    // From the left, above and the corner between them: the median of left, above and the plane through all three (LOCO-I, Weinberger et al. 2000).
    private int Predict(int column, int at)
    {
        if (_isFirstLine) return column > 0 ? _values[at - _code] : 0;
        int above = _valuesAbove[at];
        if (column == 0) return above;
        int left = _values[at - _code], corner = _valuesAbove[at - _code];
        return Math.Clamp(left + above - corner, Math.Min(left, above), Math.Max(left, above));
    }

    private int CodeNumber(int value, int guess)
    {
        // Of numbers that are expected to be large the lowest bits are noise.
        int raw = Math.Max(0, BitOperations.Log2((uint)(guess + 1)) - 8);
        int size = Math.Min(Math.Abs(value), Largest);
        int symbol = _coder.Symbol(_models[ClassOf(guess)], Math.Min(size >> raw, CodeStatistics.Symbols - 1));
        if (symbol == CodeStatistics.Symbols - 1) symbol += CodeRest((size >> raw) - symbol);
        size = (symbol << raw) + _coder.Bits(raw, size & ((1 << raw) - 1));
        if (size == 0) return 0;
        return _coder.Bits(1, value < 0 ? 1 : 0) == 1 ? -size : size;
    }

    // Exp-Golomb: the number of binary digits of rest + 1 in unary, then the digits.
    private int CodeRest(int rest)
    {
        int digits = BitOperations.Log2((uint)Math.Max(rest, 0) + 1), length = 0;
        while (_coder.Bits(1, length < digits ? 1 : 0) == 1)
        {
            if (++length > 21) throw new InvalidDataException("a number is too large");
        }

        int value = 1;
        for (int i = length - 1; i >= 0; i--) value = (value << 1) | _coder.Bits(1, ((rest + 1) >> i) & 1);
        return value - 1;
    }

    // Four classes an octave.
    private static int ClassOf(int guess)
    {
        uint size = (uint)guess + 4;
        int octave = BitOperations.Log2(size);
        return Math.Min((octave << 2) + (int)((size >> (octave - 2)) & 3) - 8, CodeStatistics.Classes - 1);
    }

    // Only sums, products and quotients, which every machine rounds alike.
    private static int ExpectedSize(float size, float step) => (int)Math.Min(LargestExpected, (double)size / step * size / (size + (0.25 * step)) * Unit);
}
