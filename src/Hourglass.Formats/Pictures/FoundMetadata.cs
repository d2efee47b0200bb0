using System.IO.Compression;
using Hourglass.Data;

namespace Hourglass.Formats.Pictures;

/// <summary>What is found on the way through a file beside its pixels: blocks to keep, and notes of what is not kept.</summary>
internal sealed class FoundMetadata
{
    /// <summary>The longest block that is kept, in bytes: above all that JPEG can hold of a profile, the longest of them.</summary>
    public const int MostBytes = 1 << 24;

    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private byte[] _exif = [], _profile = [], _xmp = [];

    /// <summary>How the stored pixels are to be turned: 1 to 8.</summary>
    public int Orientation => _exif.Length == 0 ? 1 : ExifBlock.Orientation(_exif);

    /// <summary>What is not kept, one short sentence each.</summary>
    public IReadOnlyList<string> Notes =>
        _others.Count == 0 ? _notes : [.. _notes, "not kept: " + string.Join(", ", _others.Select(other => other.Value == 1 ? other.Key : $"{other.Key} ({other.Value} times)"))];

    /// <summary>Something that a user should know.</summary>
    public void Note(string note)
    {
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    /// <summary>A block of another kind.</summary>
    /// <param name="name">What it is.</param>
    public void LeaveOut(string name) => _others[name] = _others.GetValueOrDefault(name) + 1;

    /// <summary>A block of EXIF, with or without <c>Exif\0\0</c> before it.</summary>
    public void TakeExif(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith("Exif\0\0"u8)) block = block[6..];
        if (IsGood("Exif", block, _exif, ExifBlock.IsWhole(block))) _exif = block.ToArray();
    }

    /// <summary>An ICC profile. One that is not about grey or red, green and blue says nothing of the pixels that are read.</summary>
    public void TakeProfile(ReadOnlySpan<byte> block)
    {
        // ICC.1:2022, 7.2: size, ..., colour space at 16, the file signature at 36; the header is followed by the number of tags.
        bool isWhole = block.Length >= 132 && block.Slice(36, 4).SequenceEqual("acsp"u8) && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(block) <= block.Length;
        if (!IsGood("colour profile", block, _profile, isWhole)) return;
        ReadOnlySpan<byte> space = block.Slice(16, 4);
        if (space.SequenceEqual("RGB "u8) || space.SequenceEqual("GRAY"u8)) _profile = block.ToArray();
        else Note($"the colour profile is not kept: it is for {Printable(space)}, and pixels are read as red, green and blue");
    }

    /// <summary>An XMP text.</summary>
    public void TakeXmp(ReadOnlySpan<byte> block)
    {
        if (IsGood("XMP text", block, _xmp, true)) _xmp = block.ToArray();
    }

    /// <summary>A block packed with zlib, unpacked; null, and a note, when it is damaged or too long.</summary>
    public byte[]? Unpack(byte[] packed, string what)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            var chunk = new byte[1 << 14];
            for (int read; (read = zlib.Read(chunk)) > 0 && unpacked.Length <= MostBytes;) unpacked.Write(chunk, 0, read);
            return unpacked.ToArray();
        }
        catch (InvalidDataException)
        {
            Note($"the {what} is damaged and not kept");
            return null;
        }
    }

    /// <summary>Everything kept, true for upright pixels; null when that is nothing.</summary>
    public PictureMetadata? ToMetadata()
    {
        if (Orientation is not 1 and var orientation)
        {
            ExifBlock.MakeUpright(_exif, orientation >= 5);
            _xmp = ExifBlock.MakeUpright(_xmp);
        }

        var metadata = new PictureMetadata(_exif, _profile, _xmp);
        return metadata.IsEmpty ? null : metadata;
    }

    /// <summary>Bytes of a name as letters; what is none becomes a question mark.</summary>
    public static string Printable(ReadOnlySpan<byte> name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, 32)];
        for (int i = 0; i < letters.Length; i++) letters[i] = name[i] is >= 0x20 and < 0x7F and var letter ? (char)letter : '?';
        return letters.Trim().ToString();
    }

    private bool IsGood(string what, ReadOnlySpan<byte> block, byte[] before, bool isWhole)
    {
        if (block.IsEmpty) return false;
        if (before.Length > 0) Note($"only the first {what} is kept");
        else if (!isWhole) Note($"the {what} is damaged and not kept");
        else if (block.Length > MostBytes) Note($"the {what} is not kept: it is longer than {MostBytes >> 20} MB");
        else return true;
        return false;
    }
}
