using Hourglass.Numerics;

namespace Hourglass.Tests.Contracts;

/// <summary>Damage to a file: bits and bytes changed, cut out, put in, cut off, numbers as large as they can be.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] whole, RandomStream random)
    {
        List<byte> bytes = [.. whole];
        for (int change = random.NextInt(4); change >= 0 && bytes.Count > 0; change--)
        {
            int place = random.NextInt(bytes.Count);
            switch (random.NextInt(6))
            {
                case 0: bytes[place] ^= (byte)(1 << random.NextInt(8)); break;
                case 1: bytes[place] = (byte)random.NextInt(256); break;
                case 2: bytes.RemoveRange(place, Math.Min(bytes.Count - place, 1 + random.NextInt(16))); break;
                case 3: bytes.InsertRange(place, Enumerable.Range(0, 1 + random.NextInt(16)).Select(_ => (byte)random.NextInt(256))); break;
                case 4: bytes.RemoveRange(place, bytes.Count - place); break;
                default:
                    // A number as large as it can be.
                    for (int i = place; i < Math.Min(place + 8, bytes.Count); i++) bytes[i] = (byte)(i == place + 7 ? 0x7F : 0xFF);
                    break;
            }
        }

        return [.. bytes];
    }
}
