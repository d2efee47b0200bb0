using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// Philox4x32-10, a counter-based random number generator: four 32-bit numbers are a pure function of a key and a counter,
/// so any element of a mask can be made by any thread, in any order, with the same bits.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), with its published test vectors.
/// </summary>
public static class Philox
{
    private const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>The four 32-bit random numbers that belong to a counter under a key.</summary>
    /// <param name="key">64-bit key: which sequence.</param>
    /// <param name="c0">Counter word 0, the one that usually runs fastest.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint R0, uint R1, uint R2, uint R3) Generate(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong a = (ulong)MultiplierA * c0, b = (ulong)MultiplierB * c2;
            c0 = (uint)(b >> 32) ^ c1 ^ k0;
            c1 = (uint)b;
            c2 = (uint)(a >> 32) ^ c3 ^ k1;
            c3 = (uint)a;
            k0 += WeylA;
            k1 += WeylB;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The key of a named sequence: the seed mixed with a hash of a stable path, never of a number that could shift.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="path">A stable name such as <c>encoder.0.weight</c>.</param>
    public static ulong Key(ulong seed, string path)
    {
        // FNV-1a over the path's UTF-16 units, then the splitmix64 finaliser, so that neighbouring seeds give unrelated keys.
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in path) hash = (hash ^ unit) * 0x100000001B3;
        ulong z = hash ^ (seed * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A random word as a number in (0, 1): 24 bits and a half, so that neither end is ever reached and a logarithm is always finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Uniform(uint word) => ((word >> 8) + 0.5f) * (1f / (1 << 24));

    /// <summary>Two independent standard normal numbers from two random words (Box and Muller 1958).</summary>
    public static (float First, float Second) Normal(uint first, uint second)
    {
        double radius = Math.Sqrt(-2 * Math.Log(((first >> 8) + 0.5) / (1 << 24)));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * ((second >> 8) + 0.5) / (1 << 24));
        return ((float)(radius * cosine), (float)(radius * sine));
    }
}
