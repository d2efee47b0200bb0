namespace Hourglass.Numerics;

/// <summary>
/// A sequence of random numbers for work that has an order: initial weights, splits, shuffles. The same seed and path give the same sequence.
/// Not safe for several threads; masks inside a training step use <see cref="Philox"/> directly.
/// </summary>
public sealed class RandomStream
{
    private readonly ulong _key;
    private ulong _counter;
    private (uint R0, uint R1, uint R2, uint R3) _block;
    private int _used = 4;

    /// <summary>Starts the sequence that belongs to a seed and a path.</summary>
    public RandomStream(ulong seed, string path) => _key = Philox.Key(seed, path);

    /// <summary>The next 32 random bits.</summary>
    public uint NextWord()
    {
        if (_used == 4)
        {
            _block = Philox.Generate(_key, (uint)_counter, (uint)(_counter >> 32), 0, 0);
            _counter++;
            _used = 0;
        }

        return _used++ switch { 0 => _block.R0, 1 => _block.R1, 2 => _block.R2, _ => _block.R3 };
    }

    /// <summary>The next number in [0, 1), 53 bits.</summary>
    public double NextDouble() => (((ulong)NextWord() << 21) ^ (NextWord() >> 11)) * (1.0 / (1ul << 53));

    /// <summary>The next integer in [0, <paramref name="exclusive"/>), without bias (rejection).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        uint limit = uint.MaxValue - (uint.MaxValue % (uint)exclusive);
        uint word;
        do word = NextWord();
        while (word >= limit);
        return (int)(word % (uint)exclusive);
    }

    /// <summary>The next standard normal number.</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the elements in random order (Fisher and Yates, as given by Durstenfeld 1964).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
