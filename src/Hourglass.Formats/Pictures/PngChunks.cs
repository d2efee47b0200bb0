using System.Buffers.Binary;
using Hourglass.Coding;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>What the chunks of a PNG file hold beside its pixels, and where these begin: PNG specification, third edition, 5 and 11; XMP part 3, 1.1.5.</summary>
internal sealed class PngChunks
{
    private const int Frame = 12, SignatureLength = 8;

    /// <summary>What the text of XMP is called, with its zero.</summary>
    public static ReadOnlySpan<byte> XmpKeyword => "XML:com.adobe.xmp\0"u8;

    private PngChunks(PngHeader header) => Header = header;

    /// <summary>Size and kind of the pixels.</summary>
    public PngHeader Header { get; }

    /// <summary>[colours, 3]; empty when there is none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>Opacity of the colours of a palette, or the one colour that is transparent; empty when there is none.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>Where in the stream the first chunk of pixels begins.</summary>
    public long PixelsAt { get; private set; }

    /// <summary>Bytes of packed pixels.</summary>
    public long PixelBytes { get; private set; }

    /// <summary>Walks through a file. What is damaged before the pixels is an error, what comes behind is a note.</summary>
    /// <param name="stream">Can seek; from its first byte.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="found">Takes the metadata.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static PngChunks Read(Stream stream, string name, FoundMetadata found)
    {
        stream.Position = SignatureLength;
        if (Next(stream) is not { Name: "IHDR", Length: PngHeader.Length } first || Content(stream, first) is not { } header) throw Damaged(name, "its header is not there");
        var chunks = new PngChunks(PngHeader.Read(header, name));
        while (Next(stream) is { Name: not "IEND" } chunk)
        {
            if (chunk.Name == "IDAT")
            {
                if (chunks.PixelsAt == 0) chunks.PixelsAt = stream.Position - 8;
                chunks.PixelBytes += chunk.Length;
            }
            else chunks.Take(chunk, stream, name, found);

            stream.Position = chunk.End;
        }

        bool isCut = stream.Position >= stream.Length;
        if (chunks.PixelsAt == 0) throw Damaged(name, isCut ? "the file ends too early" : "it has no pixels");
        if (isCut) found.Note("the file ends too early or is damaged behind its pixels: metadata there is not kept");
        return chunks;
    }

    /// <summary>The error of a damaged file.</summary>
    public static InputException Damaged(string name, string what) => new("The picture is damaged.", name, what, null, "get the file again");

    /// <summary>The chunk that begins where the stream is, which then is at its content; null, and the stream at its end, when no whole chunk is there.</summary>
    public static (string Name, int Length, long End)? Next(Stream stream)
    {
        Span<byte> head = stackalloc byte[8];
        if (stream.Length - stream.Position >= Frame)
        {
            stream.ReadExactly(head);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
            ReadOnlySpan<byte> letters = head[4..];
            if (length <= stream.Length - stream.Position - 4 && length <= int.MaxValue && letters.IndexOfAnyExcept(Letters) < 0)
                return (System.Text.Encoding.ASCII.GetString(letters), (int)length, stream.Position + length + 4);
        }

        stream.Position = stream.Length;
        return null;
    }

    private static System.Buffers.SearchValues<byte> Letters { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private void Take((string Name, int Length, long End) chunk, Stream stream, string name, FoundMetadata found)
    {
        byte[]? content = chunk.Length <= FoundMetadata.MostBytes ? Content(stream, chunk) : null;
        switch (chunk.Name)
        {
            case "PLTE": Palette = content is { Length: > 0 and <= 768 } && content.Length % 3 == 0 ? content : throw Damaged(name, "its palette cannot be read"); break;
            case "tRNS": Transparency = content ?? throw Damaged(name, "its transparent colours cannot be read"); break;
            case "eXIf" or "iCCP" or "iTXt" when content is null: found.Note($"the chunk {chunk.Name} is damaged or too long, and not kept"); break;
            case "eXIf": found.TakeExif(content); break;
            case "iCCP": TakeProfile(content!, found); break;
            case "iTXt" when content.AsSpan().StartsWith(XmpKeyword): TakeXmp(content!, found); break;
            case "acTL": found.Note($"only the first of {(content is { Length: 8 } ? BinaryPrimitives.ReadUInt32BigEndian(content).ToString(System.Globalization.CultureInfo.InvariantCulture) : "several")} pictures is read"); break;
            case "fcTL" or "fdAT" or "sRGB" or "tIME" or "bKGD" or "hIST" or "sBIT": break;
            case "gAMA" when content is [0, 0, 0xB1, 0x8F]: break;
            case "cHRM" when content is not null && content.AsSpan().SequenceEqual(PrimariesOfSrgb): break;
            case "tEXt" or "zTXt" or "iTXt": found.LeaveOut($"text \"{Keyword(content)}\""); break;
            default:
                if (char.IsUpper(chunk.Name[0])) throw Damaged(name, $"a chunk {chunk.Name} that is not known");
                found.LeaveOut($"chunk {chunk.Name}");
                break;
        }
    }

    // 11.3.2.1, in hundred thousandths: white 0.3127 0.329, red 0.64 0.33, green 0.3 0.6, blue 0.15 0.06.
    private static ReadOnlySpan<byte> PrimariesOfSrgb =>
        [0, 0, 0x7A, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xFA, 0, 0, 0, 0x80, 0xE8, 0, 0, 0x75, 0x30, 0, 0, 0xEA, 0x60, 0, 0, 0x3A, 0x98, 0, 0, 0x17, 0x70];

    // A name, a zero, the method 0, the packed profile.
    private static void TakeProfile(byte[] content, FoundMetadata found)
    {
        int end = Array.IndexOf(content, (byte)0);
        if (end < 0 || end + 2 > content.Length || content[end + 1] != 0) found.Note("the colour profile is damaged and not kept");
        else if (found.Unpack(content[(end + 2)..], "colour profile") is { } profile) found.TakeProfile(profile);
    }

    // The keyword, whether it is packed, the method 0, a language, a translated keyword, the text.
    private static void TakeXmp(byte[] content, FoundMetadata found)
    {
        int flag = XmpKeyword.Length, language = flag + 2 > content.Length ? -1 : Array.IndexOf(content, (byte)0, flag + 2), keyword = language < 0 ? -1 : Array.IndexOf(content, (byte)0, language + 1);
        if (keyword < 0) found.Note("the XMP text is damaged and not kept");
        else if ((content[flag] == 0 ? content[(keyword + 1)..] : found.Unpack(content[(keyword + 1)..], "XMP text")) is { } xmp) found.TakeXmp(xmp);
    }

    private static string Keyword(byte[]? content) => FoundMetadata.Printable(content is null ? [] : content.AsSpan(0, Math.Max(0, Array.IndexOf(content, (byte)0))));

    // Null when the checksum is another.
    private static byte[]? Content(Stream stream, (string Name, int Length, long End) chunk)
    {
        var named = new byte[chunk.Length + 4 + 4];
        stream.Position = chunk.End - 4 - chunk.Length - 4;
        stream.ReadExactly(named);
        return Crc32.Of(named.AsSpan(..^4)) == BinaryPrimitives.ReadUInt32BigEndian(named.AsSpan(^4..)) ? named[4..^4] : null;
    }
}
