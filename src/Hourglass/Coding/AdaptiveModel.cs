namespace Hourglass.Coding;

/// <summary>
/// How often each symbol of a small alphabet came so far: integers only, so that an encoder and a decoder that saw the same symbols agree on
/// every machine. Old symbols count less: at a limit all counts are halved.
/// </summary>
public sealed class AdaptiveModel
{
    /// <summary>What a symbol that came once more adds to its count.</summary>
    private const int Increment = 32;

    /// <summary>Counts are halved when their sum would pass this; <see cref="RangeEncoder"/> takes sums up to 2^16.</summary>
    private const int Limit = 1 << 14;

    private readonly int[] _counts;

    /// <summary>A model to which all symbols are equally likely.</summary>
    /// <param name="symbols">Size of the alphabet, 1 to 256.</param>
    public AdaptiveModel(int symbols) : this([.. Enumerable.Repeat(1, symbols)])
    {
    }

    /// <summary>A model that begins with some counts.</summary>
    /// <param name="counts">One a symbol, each 1 or more, together at most 2^14.</param>
    /// <exception cref="ArgumentException">A count or their sum is out of range.</exception>
    public AdaptiveModel(ReadOnlySpan<int> counts)
    {
        _counts = counts.ToArray();
        if (_counts.Length is 0 or > 256 || _counts.Any(count => count is < 1 or > Limit) || (Total = _counts.Sum()) > Limit)
            throw new ArgumentException($"The counts are 1 to 256 numbers of at least 1, together at most {Limit}.", nameof(counts));
    }

    /// <summary>Size of the alphabet.</summary>
    public int Symbols => _counts.Length;

    /// <summary>Sum of all counts.</summary>
    public int Total { get; private set; }

    /// <summary>The share of a symbol: where it starts among <see cref="Total"/>, and its size.</summary>
    internal (int Start, int Size) Share(int symbol)
    {
        int start = 0;
        for (int i = 0; i < symbol; i++) start += _counts[i];
        return (start, _counts[symbol]);
    }

    /// <summary>The symbol that a place among <see cref="Total"/> falls into, and its share.</summary>
    internal (int Symbol, int Start, int Size) At(int place)
    {
        int symbol = 0, start = 0;
        while (place >= start + _counts[symbol]) start += _counts[symbol++];
        return (symbol, start, _counts[symbol]);
    }

    /// <summary>Counts a symbol.</summary>
    internal void Learn(int symbol)
    {
        _counts[symbol] += Increment;
        Total += Increment;
        if (Total <= Limit) return;
        Total = 0;
        for (int i = 0; i < _counts.Length; i++) Total += _counts[i] -= _counts[i] >> 1;
    }
}
