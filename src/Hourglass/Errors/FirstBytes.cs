namespace Hourglass.Errors;

/// <summary>What a file that is not of the wanted kind is, as far as it can be told: words for an error.</summary>
public static class FirstBytes
{
    private const int Shown = 8;

    private static readonly (string Name, byte[] Start)[] Known =
    [
        ("a PNG picture", [0x89, .. "PNG"u8]), ("a JPEG picture", [0xFF, 0xD8, 0xFF]), ("a GIF picture", [.. "GIF8"u8]), ("a BMP picture", [.. "BM"u8]),
        ("a NumPy array", [0x93, .. "NUMPY"u8]), ("a gzip file", [0x1F, 0x8B]), ("a zip file", [.. "PK\u0003\u0004"u8]), ("a Parquet file", [.. "PAR1"u8]), ("a SQLite database", [.. "SQLite format 3"u8]),
        ("an Excel workbook of the old kind; save it as CSV UTF-8", [0xD0, 0xCF, 0x11, 0xE0]), ("a PDF document", [.. "%PDF"u8]),
    ];

    /// <summary>"a PNG picture (it begins with 89504E470D0A1A0A)", "the first bytes 0102030405060708", or "an empty file".</summary>
    /// <param name="file">The file, or as much of its beginning as there is.</param>
    public static string Of(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty) return "an empty file";
        string bytes = Convert.ToHexString(file[..Math.Min(Shown, file.Length)]);
        foreach ((string name, byte[] start) in Known)
        {
            if (file.StartsWith(start)) return $"{name} (it begins with {bytes})";
        }

        return $"the first bytes {bytes}";
    }
}
