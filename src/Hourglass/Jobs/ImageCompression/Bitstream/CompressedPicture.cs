using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hourglass.Artifacts;
using Hourglass.Coding;
using Hourglass.Errors;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// A <c>.hgi</c> file: a compressed picture, to be decoded with the model that made it. Nothing in it is believed before it is checked; its bytes are
/// described in docs/image-compression.md.
/// </summary>
/// <param name="Model">Id of the model that made it.</param>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Step">The step that codes were rounded to, in sixteenths of a grey level.</param>
/// <param name="Payload">The range-coded codes.</param>
public sealed record CompressedPicture(ulong Model, int Width, int Height, int Channels, int Step, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The version of the format that this library writes, and the newest it reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>The most pixels of a picture.</summary>
    public const long MostPixels = 100_000_000;

    /// <summary>The most pixels of a side: a line of tiles is kept in memory as numbers.</summary>
    public const int LongestSide = ushort.MaxValue;

    /// <summary>The largest <see cref="Step"/>.</summary>
    public const int LargestStep = 1 << 15;

    // More than the worst picture takes.
    private const int LongestFile = 1 << 30;

    private const int ChecksumLength = 4, ShortestFile = 4 + 1 + 8 + 1 + 1 + 1 + 1 + 1 + ChecksumLength;
    private static ReadOnlySpan<byte> Magic => [(byte)'H', (byte)'G', (byte)'I', 0x1A];

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes()
    {
        var file = new List<byte>(ShortestFile + Payload.Length + 12);
        file.AddRange(Magic);
        file.Add(FormatVersion);
        Span<byte> model = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(model, Model);
        file.AddRange(model);
        file.Add((byte)Channels);
        foreach (int number in (ReadOnlySpan<int>)[Width, Height, Step, Payload.Length]) AddNumber(file, number);
        file.AddRange(Payload.Span);
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(CollectionsMarshal.AsSpan(file)));
        file.AddRange(checksum);
        return [.. file];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.hgi</c> file.</param>
    /// <exception cref="InputException">It is missing, or as for <see cref="Parse"/>.</exception>
    public static CompressedPicture Load(string path)
    {
        using Stream stream = InputFile.Open(path);
        if (stream.Length > LongestFile) throw new InputException("The file is too long for a compressed picture.", path, $"{stream.Length:N0} bytes", $"at most {LongestFile:N0}");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Parse(file, path);
    }

    /// <summary>Reads a file from memory.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="InputException">It is damaged, cut, longer than it says, made by a newer version, or no such file.</exception>
    public static CompressedPicture Parse(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (!bytes.StartsWith(Magic))
        {
            throw new InputException(
                "This is no compressed picture.", name, FirstBytes.Of(bytes), $"a .hgi file begins with {Convert.ToHexString(Magic)}", "name a file that image compress wrote");
        }

        if (bytes.Length > 4 && bytes[4] > FormatVersion)
            throw new InputException("The compressed picture was made by a newer version.", name, $"version {bytes[4]}", $"at most {FormatVersion}", "use a newer version of Hourglass");
        if (bytes.Length < ShortestFile || BinaryPrimitives.ReadUInt32BigEndian(bytes[^ChecksumLength..]) != Crc32.Of(bytes[..^ChecksumLength]))
            throw Damaged(name, bytes.Length < ShortestFile ? $"only {bytes.Length} bytes" : "a checksum that does not fit");

        // From here on only a file that was made to deceive can be wrong.
        ulong model = BinaryPrimitives.ReadUInt64BigEndian(bytes[5..]);
        int channels = bytes[13], next = 14;
        int width = ReadNumber(bytes, ref next, name), height = ReadNumber(bytes, ref next, name), step = ReadNumber(bytes, ref next, name), length = ReadNumber(bytes, ref next, name);
        if (bytes[4] != FormatVersion || channels is not (1 or 3) || width < 1 || height < 1 || step is < 1 or > LargestStep || length != bytes.Length - ChecksumLength - next)
            throw Damaged(name, "a header that makes no sense");
        RequireSize(width, height, name);
        return new CompressedPicture(model, width, height, channels, step, file.Slice(next, length));
    }

    /// <exception cref="InputException">A picture of this size is not compressed.</exception>
    internal static void RequireSize(int width, int height, string name)
    {
        if ((long)width * height > MostPixels || Math.Max(width, height) > LongestSide)
            throw new InputException("The picture is too large.", name, $"{width} x {height} pixels", $"at most {MostPixels / 1_000_000} megapixels, and {LongestSide} pixels a side", "cut it into parts");
    }

    internal static InputException Damaged(string name, string found) => new("The compressed picture is damaged.", name, found, null, "get the file again, or compress the original again");

    // Seven bits a byte, lowest first; the highest bit says that more follow (LEB128).
    private static void AddNumber(List<byte> file, int number)
    {
        for (; number > 0x7F; number >>= 7) file.Add((byte)(number | 0x80));
        file.Add((byte)number);
    }

    private static int ReadNumber(ReadOnlySpan<byte> bytes, ref int next, string name)
    {
        long number = 0;
        for (int shift = 0; shift < 35 && next < bytes.Length; shift += 7)
        {
            byte value = bytes[next++];
            number |= (long)(value & 0x7F) << shift;
            if (value < 0x80) return number <= int.MaxValue && (value > 0 || shift == 0) ? (int)number : throw Damaged(name, "a number that makes no sense");
        }

        throw Damaged(name, "a number that does not end");
    }
}
