using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Hourglass.Formats.Pictures;

/// <summary>The one thing of EXIF that changes when pixels are turned upright: what it says of their orientation and size. TIFF 6.0, EXIF 2.32.</summary>
internal static partial class ExifBlock
{
    private const int OrientationTag = 0x0112, MoreTag = 0x8769, WidthTag = 0xA002, HeightTag = 0xA003;
    private const int Short = 3, EntryLength = 12, ValuePlace = 8;

    /// <summary>Whether the block begins as TIFF does and its first directory lies within it.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> exif) =>
        exif.Length >= 8 && (exif.StartsWith("II*\0"u8) || exif.StartsWith("MM\0*"u8)) && Entries(exif, Number32(exif, 4)) > 0;

    /// <summary>1 to 8; 1 when the block does not say.</summary>
    public static int Orientation(ReadOnlySpan<byte> exif) =>
        Entry(exif, Number32(exif, 4), OrientationTag) is { } entry && Number16(exif, entry + 2) == Short && Number16(exif, entry + ValuePlace) is >= 1 and <= 8 and var number ? number : 1;

    /// <summary>Says that the pixels are upright now; width and height change places where lines became columns.</summary>
    public static void MakeUpright(Span<byte> exif, bool isTurned)
    {
        if (Entry(exif, Number32(exif, 4), OrientationTag) is not { } orientation) return;
        Span<byte> value = exif.Slice(orientation + ValuePlace, 2);
        if (IsBig(exif)) BinaryPrimitives.WriteUInt16BigEndian(value, 1);
        else BinaryPrimitives.WriteUInt16LittleEndian(value, 1);
        if (!isTurned || Entry(exif, Number32(exif, 4), MoreTag) is not { } more) return;
        uint directory = Number32(exif, more + ValuePlace);
        if (Entry(exif, directory, WidthTag) is not { } width || Entry(exif, directory, HeightTag) is not { } height) return;
        Span<byte> kept = stackalloc byte[EntryLength - 2];
        exif.Slice(width + 2, kept.Length).CopyTo(kept);
        exif.Slice(height + 2, kept.Length).CopyTo(exif[(width + 2)..]);
        kept.CopyTo(exif[(height + 2)..]);
    }

    /// <summary>The same for the copy of the orientation that editors keep in XMP.</summary>
    public static byte[] MakeUpright(byte[] xmp)
    {
        byte[] upright = [.. xmp];
        foreach (Match match in XmpOrientation().Matches(System.Text.Encoding.Latin1.GetString(xmp))) upright[match.Index + match.Length - 1] = (byte)'1';
        return upright;
    }

    [GeneratedRegex("""\btiff:Orientation\s*(=\s*["']|>\s*)[2-8]""")]
    private static partial Regex XmpOrientation();

    // The place of a directory's entry.
    private static int? Entry(ReadOnlySpan<byte> exif, uint directory, int tag)
    {
        for (int i = 0, entry = (int)directory + 2; i < Entries(exif, directory); i++, entry += EntryLength)
            if (Number16(exif, entry) == tag) return entry;
        return null;
    }

    // 0 when the directory does not lie within the block.
    private static int Entries(ReadOnlySpan<byte> exif, uint directory)
    {
        if (directory < 8 || directory > exif.Length - 2) return 0;
        int count = Number16(exif, (int)directory);
        return (int)directory + 2 + (count * EntryLength) <= exif.Length ? count : 0;
    }

    private static bool IsBig(ReadOnlySpan<byte> exif) => exif[0] == 'M';

    private static int Number16(ReadOnlySpan<byte> exif, int place) =>
        IsBig(exif) ? BinaryPrimitives.ReadUInt16BigEndian(exif[place..]) : BinaryPrimitives.ReadUInt16LittleEndian(exif[place..]);

    private static uint Number32(ReadOnlySpan<byte> exif, int place) =>
        IsBig(exif) ? BinaryPrimitives.ReadUInt32BigEndian(exif[place..]) : BinaryPrimitives.ReadUInt32LittleEndian(exif[place..]);
}
