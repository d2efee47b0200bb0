namespace Hourglass.Jobs.ImageCompression.Bitstream;

/// <summary>Whole numbers in as many bytes as they need: seven bits a byte, lowest first; the highest bit says that more follow (LEB128).</summary>
/// <param name="bytes">Where to read.</param>
internal ref struct VariableNumber(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read.</summary>
    public int Length { get; private set; }

    /// <summary>Whether every number so far was there, ended, was below 2^31 and in its shortest form.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>The next number; 0 where there is none.</summary>
    public int Next()
    {
        long number = 0;
        for (int shift = 0; shift < 35 && Length < _bytes.Length; shift += 7)
        {
            byte value = _bytes[Length++];
            number |= (long)(value & 0x7F) << shift;
            if (value >= 0x80) continue;
            IsSound &= number <= int.MaxValue && (value > 0 || shift == 0);
            return IsSound ? (int)number : 0;
        }

        IsSound = false;
        return 0;
    }

    /// <summary>Writes a number.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="number">0 or more.</param>
    public static void Add(List<byte> file, int number)
    {
        for (; number > 0x7F; number >>= 7) file.Add((byte)(number | 0x80));
        file.Add((byte)number);
    }
}
