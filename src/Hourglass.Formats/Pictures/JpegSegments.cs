using System.Buffers.Binary;
using Hourglass.Data;

namespace Hourglass.Formats.Pictures;

/// <summary>Metadata between the beginning of a JPEG file and its first scan: ITU-T T.81, annex B; EXIF 2.32, 4.5.4; ICC.1:2022, B.4; XMP part 3, 1.1.3.</summary>
internal static class JpegSegments
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, Comment = 0xFE, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App14 = 0xEE, App15 = 0xEF;
    private const int OneDotAnInch = 1, MostContent = ushort.MaxValue - 2;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> MoreXmpName => "http://ns.adobe.com/xmp/extension/\0"u8;

    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    /// <summary>Collects what the segments hold.</summary>
    public static void Read(ReadOnlySpan<byte> file, FoundMetadata found)
    {
        var parts = new SortedDictionary<int, byte[]>();
        int countOfParts = 0, place = 2;
        while (place + 4 <= file.Length)
        {
            if (file[place] != 0xFF) break;
            byte marker = file[place + 1];
            if (marker == 0xFF)
            {
                place++;
                continue;
            }

            if (marker is StartOfScan or EndOfImage) break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(place + 2)..]);
            if (length < 2 || place + 2 + length > file.Length)
            {
                found.Note("the segments before the pixels are damaged: what follows the damage is not kept");
                break;
            }

            ReadOnlySpan<byte> segment = file.Slice(place + 4, length - 2);
            if (marker == App2 && segment.StartsWith(ProfileName) && segment.Length > ProfileName.Length + 2)
            {
                countOfParts = Math.Max(countOfParts, segment[ProfileName.Length + 1]);
                parts.TryAdd(segment[ProfileName.Length], segment[(ProfileName.Length + 2)..].ToArray());
            }
            else Read(marker, segment, found);

            place += 2 + length;
        }

        if (parts.Count == 0) return;
        if (parts.Keys.SequenceEqual(Enumerable.Range(1, countOfParts))) found.TakeProfile(parts.Values.SelectMany(part => part).ToArray());
        else found.Note($"the colour profile is damaged and not kept: {parts.Count} of its {countOfParts} parts are there");
    }

    /// <summary>Writes a file with metadata in segments of their own, behind the one with which it begins (JFIF).</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="file">A JPEG file without metadata.</param>
    /// <param name="metadata">What is to be said.</param>
    /// <param name="notes">Takes what is too long to be said.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> file, PictureMetadata metadata, List<string> notes)
    {
        int place = file[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(file[4..]) : 2;
        stream.Write(file[..place]);
        WriteWhole(stream, ExifName, metadata.Exif.Span, "EXIF block", notes);
        WriteWhole(stream, XmpName, metadata.Xmp.Span, "XMP text", notes);
        int part = MostContent - ProfileName.Length - 2, parts = (metadata.IccProfile.Length + part - 1) / part;
        if (parts > byte.MaxValue) notes.Add($"JPEG cannot hold the colour profile: {metadata.IccProfile.Length} bytes, at most {byte.MaxValue * part}");
        else
        {
            for (int i = 0; i < parts; i++)
            {
                ReadOnlySpan<byte> content = metadata.IccProfile.Span[(i * part)..];
                WriteSegment(stream, App2, [.. ProfileName, (byte)(i + 1), (byte)parts], content[..Math.Min(part, content.Length)]);
            }
        }

        stream.Write(file[place..]);
    }

    private static void WriteWhole(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content, string what, List<string> notes)
    {
        if (content.IsEmpty) return;
        if (name.Length + content.Length > MostContent) notes.Add($"JPEG cannot hold the {what}: {content.Length} bytes, at most {MostContent - name.Length}");
        else WriteSegment(stream, App1, name, content);
    }

    private static void WriteSegment(Stream stream, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        int length = 2 + name.Length + content.Length;
        stream.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        stream.Write(name);
        stream.Write(content);
    }

    private static void Read(byte marker, ReadOnlySpan<byte> segment, FoundMetadata found)
    {
        if (marker == App1 && segment.StartsWith(ExifName)) found.TakeExif(segment);
        else if (marker == App1 && segment.StartsWith(XmpName)) found.TakeXmp(segment[XmpName.Length..]);
        else if (marker == App1 && segment.StartsWith(MoreXmpName)) found.LeaveOut("the part of XMP that does not fit into one segment");
        else if (marker == Comment) found.LeaveOut("comment");
        else if (marker == App0) ReadDensity(segment, found);
        else if (marker is > App0 and <= App15 and not App14)
        {
            int end = segment.IndexOf((byte)0);
            found.LeaveOut($"APP{marker - App0} {FoundMetadata.Printable(end < 0 ? segment : segment[..end])}".TrimEnd());
        }
        else if (IsFrame(marker) && segment.Length > 5 && segment[5] == 4) found.Note("cyan, magenta, yellow and black are read as red, green and blue");
    }

    // JFIF 1.02: identifier, version, unit, densities. 72 dots an inch is what is written when nobody knows.
    private static void ReadDensity(ReadOnlySpan<byte> segment, FoundMetadata found)
    {
        if (!segment.StartsWith("JFIF\0"u8) || segment.Length < 12 || segment[7] == 0) return;
        int across = BinaryPrimitives.ReadUInt16BigEndian(segment[8..]);
        if (segment[7] != OneDotAnInch || across != 72) found.LeaveOut($"the density of {across} dots {(segment[7] == OneDotAnInch ? "an inch" : "a centimetre")}");
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
