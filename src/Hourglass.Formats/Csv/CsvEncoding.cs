using System.Text;
using System.Text.Unicode;
using Hourglass.Errors;

namespace Hourglass.Formats.Csv;

/// <summary>The encoding of a text table, told by its bytes: UTF-8 and UTF-16, with and without a mark at the beginning; else GB18030 or Windows-1252 (which has all of Latin-1).</summary>
internal static class CsvEncoding
{
    private const string Known = "utf-8, utf-16, utf-16be, utf-32, latin1, windows-1252, gb18030, or another name that .NET knows";

    /// <summary>Share of letters beyond ASCII in pairs, both bytes from A1 on, as nearly all of Chinese text is in GB18030 and hardly any in Latin alphabets.</summary>
    private const double MostlyPairs = 0.9;

    /// <summary>Share of the pairs that begin as the frequent characters and punctuation of GB2312 do; two letters with accents side by side (größe) begin otherwise.</summary>
    private const double MostlyFrequent = 0.75;

    /// <summary>An encoding by its name.</summary>
    public static Encoding Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException unknown)
        {
            throw new InputException("The encoding is not known.", "the schema, \"encoding\"", name, Known, "give one of these names", unknown);
        }
    }

    /// <summary>The encoding of some bytes; null for UTF-8, and for others with a mark at the beginning, which the parser knows.</summary>
    /// <param name="bytes">The beginning of the file, or all of it.</param>
    /// <param name="isWhole">Whether it is all: otherwise the last letter may be cut.</param>
    public static Encoding? Detect(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        if (OrMarked(null, bytes) is not UTF8Encoding) return null;
        if (WideOf(bytes[..Math.Min(bytes.Length, 1 << 16)]) is { } wide) return wide;
        if (Utf8.IsValid(bytes) || (!isWhole && Utf8.IsValid(bytes[..WholeLetters(bytes)]))) return null;
        return IsChinese(bytes) ? Named("gb18030") : Named("windows-1252");
    }

    /// <summary>An encoding, or what a mark at the beginning says where there is none: UTF-8 without one.</summary>
    public static Encoding OrMarked(Encoding? encoding, ReadOnlySpan<byte> bytes) => encoding ?? bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        _ => Encoding.UTF8,
    };

    /// <summary>Whether a mark at the beginning tells the encoding.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) || OrMarked(null, bytes) is not UTF8Encoding;

    /// <summary>Whether the first bytes look like UTF-16 without a mark: commas, digits and line ends then have a 0 beside them, all on one side.</summary>
    public static Encoding? WideOf(ReadOnlySpan<byte> bytes)
    {
        int even = 0, odd = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            if (bytes[i] == 0) even++;
            if (bytes[i + 1] == 0) odd++;
        }

        int pairs = bytes.Length / 2, most = Math.Max(even, odd), least = Math.Min(even, odd);
        if (pairs == 0 || least > 0 || most < Math.Max(1, pairs / 10)) return null;
        return odd > even ? Encoding.Unicode : Encoding.BigEndianUnicode;
    }

    private static int WholeLetters(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.Length;
        while (end > 0 && bytes.Length - end < 4 && (bytes[end - 1] & 0xC0) == 0x80) end--;
        return Math.Max(0, end - 1);
    }

    private static bool IsChinese(ReadOnlySpan<byte> bytes)
    {
        long high = 0, paired = 0, frequent = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            if (bytes[i] >= 0xA1 && i + 1 < bytes.Length && bytes[i + 1] >= 0xA1)
            {
                paired += 2;
                high += 2;
                if (bytes[i] is <= 0xA3 or (>= 0xB0 and <= 0xD7)) frequent += 2;
                i++;
            }
            else high++;
        }

        return paired >= MostlyPairs * high && frequent >= MostlyFrequent * paired;
    }
}
