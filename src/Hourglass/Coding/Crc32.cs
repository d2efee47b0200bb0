namespace Hourglass.Coding;

/// <summary>CRC-32 with the reflected polynomial of ISO 3309, as zip and PNG use it.</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>Carries a remainder on over more bytes: it begins as all ones, and the checksum is its complement.</summary>
    public static uint Append(uint remainder, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        return remainder;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320u);
            table[value] = remainder;
        }

        return table;
    }
}
