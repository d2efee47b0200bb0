using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Jobs.ImageCompression.Bitstream;

/// <summary>
/// A <c>.hgi</c> file: header, segments from coarse to fine, metadata, each with a checksum. Nothing in it is believed before it is checked; its bytes are
/// described in docs/image-bitstream.md.
/// </summary>
public sealed class CompressedPicture
{
    /// <summary>The version of the format that this library writes and reads.</summary>
    public const int FormatVersion = 2;

    /// <summary>The most pixels of a picture.</summary>
    public const long MostPixels = 200_000_000;

    /// <summary>The most pixels of a side.</summary>
    public const int LongestSide = 1 << 20;

    // More than the worst picture takes.
    private const int LongestFile = 1 << 30;

    private const int ChecksumLength = 4, HeaderStart = 4 + 1 + 4 + 1;
    private readonly ReadOnlyMemory<byte>?[] _segments;

    private CompressedPicture(CompressedHeader header, ReadOnlyMemory<byte>?[] segments, PictureMetadata metadata, string? damage, int soundBytes)
    {
        (Header, _segments, Metadata, Damage, SoundBytes) = (header, segments, metadata, damage, soundBytes);
    }

    [Flags]
    private enum Content : byte
    {
        Colours = 1,
        Opacity = 2,
        Reversible = 4,
        Metadata = 8,
    }

    /// <summary>What it is.</summary>
    public CompressedHeader Header { get; }

    /// <summary>What the original file said about the picture.</summary>
    public PictureMetadata Metadata { get; }

    /// <summary>What is wrong behind the header, in words; null when nothing is.</summary>
    public string? Damage { get; }

    /// <summary>How many bytes from the first on are whole segments with checksums that fit.</summary>
    public int SoundBytes { get; }

    private static ReadOnlySpan<byte> Magic => [(byte)'H', (byte)'G', (byte)'I', 0x1A];

    /// <summary>How many segments of a layer of a tile are there, from coarse to fine, before the first that is missing.</summary>
    internal int SegmentsOf(int tile, int layer)
    {
        int count = 0;
        while (count < Header.Tiles.Segments && _segments[Index(Header, count, tile, layer)] is not null) count++;
        return count;
    }

    internal ReadOnlyMemory<byte> Segment(int segment, int tile, int layer) => _segments[Index(Header, segment, tile, layer)]!.Value;

    /// <summary>The bytes of a file.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="tiles">[tile][layer][segment].</param>
    /// <param name="metadata">What the original file said.</param>
    internal static byte[] ToBytes(CompressedHeader header, byte[][][][] tiles, PictureMetadata metadata)
    {
        var file = new List<byte>(1 << 10);
        file.AddRange(Magic);
        file.Add(FormatVersion);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, header.Model);
        file.AddRange(number);
        file.Add((byte)((header.Channels == 3 ? Content.Colours : 0) | (header.HasAlpha ? Content.Opacity : 0) | (header.IsReversible ? Content.Reversible : 0) | (metadata.IsEmpty ? 0 : Content.Metadata)));
        foreach (int value in (ReadOnlySpan<int>)[header.Width, header.Height, header.Step]) VariableNumber.Add(file, value);
        var segments = new byte[header.Tiles.Segments * tiles.Length * header.Layers][];
        for (int segment = 0; segment < header.Tiles.Segments; segment++)
            for (int tile = 0; tile < tiles.Length; tile++)
                for (int layer = 0; layer < header.Layers; layer++) segments[Index(header, segment, tile, layer)] = tiles[tile][layer][segment];
        foreach (byte[] segment in segments) VariableNumber.Add(file, segment.Length);
        byte[] said = metadata.IsEmpty ? [] : MetadataBlock.ToBytes(metadata);
        if (!metadata.IsEmpty) VariableNumber.Add(file, said.Length);
        AddChecksum(file, 0);
        foreach (byte[] segment in segments) AddPart(file, segment);
        if (!metadata.IsEmpty) AddPart(file, said);
        return [.. file];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.hgi</c> file.</param>
    /// <param name="firstBytes">Reads no more than its first bytes; all when null (default).</param>
    /// <exception cref="InputException">It is missing, or as for <see cref="Parse"/>.</exception>
    public static CompressedPicture Load(string path, int? firstBytes = null) => DataFile.Open(path, stream =>
    {
        if (stream.Length > LongestFile) throw new InputException("The file is too long for a compressed picture.", path, $"{stream.Length:N0} bytes", $"at most {LongestFile:N0}");
        var file = new byte[Math.Min(stream.Length, firstBytes ?? long.MaxValue)];
        stream.ReadExactly(file);
        return Parse(file, path);
    });

    /// <summary>Reads a file from memory. What is damaged behind the header is left out, and told by <see cref="Damage"/>.</summary>
    /// <param name="file">Its bytes, all or the first ones.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="InputException">The header is damaged or cut, made by another version, or this is no such file.</exception>
    public static CompressedPicture Parse(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (!bytes.StartsWith(Magic))
        {
            throw new InputException(
                "This is no compressed picture.", name, FirstBytes.Of(bytes), $"a .hgi file begins with {Convert.ToHexString(Magic)}", "name a file that image compress wrote");
        }

        if (bytes.Length > 4 && bytes[4] != FormatVersion)
        {
            throw new InputException(
                $"The compressed picture was made by {(bytes[4] > FormatVersion ? "a newer" : "an early")} version.", name, $"version {bytes[4]}", $"version {FormatVersion}",
                bytes[4] > FormatVersion ? "use a newer version of Hourglass" : "compress the original again");
        }

        if (bytes.Length < HeaderStart + 3 + ChecksumLength) throw Damaged(name, $"only {bytes.Length} bytes");
        var numbers = new VariableNumber(bytes[HeaderStart..]);
        var content = (Content)bytes[HeaderStart - 1];
        var header = new CompressedHeader(
            BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]), numbers.Next(), numbers.Next(), content.HasFlag(Content.Colours) ? 3 : 1, content.HasFlag(Content.Opacity),
            content.HasFlag(Content.Reversible), numbers.Next());
        if (!numbers.IsSound || !header.IsSensible || (int)content > 15) throw Damaged(name, "a header that makes no sense");
        RequireSize(header.Width, header.Height, name);
        int count = header.Tiles.Tiles * header.Tiles.Segments * header.Layers + (content.HasFlag(Content.Metadata) ? 1 : 0);
        // Each length takes a byte at least.
        if (count > bytes.Length) throw Damaged(name, "a header that is cut");
        var lengths = new int[count];
        for (int i = 0; i < count; i++) lengths[i] = numbers.Next();
        int next = HeaderStart + numbers.Length;
        if (!numbers.IsSound || bytes.Length < next + ChecksumLength || BinaryPrimitives.ReadUInt32BigEndian(bytes[next..]) != Crc32.Of(bytes[..next]))
            throw Damaged(name, "a header whose checksum does not fit");
        return Parts(file, header, lengths, content.HasFlag(Content.Metadata), next + ChecksumLength);
    }

    /// <exception cref="InputException">A picture of this size is not compressed.</exception>
    internal static void RequireSize(int width, int height, string name)
    {
        if ((long)width * height > MostPixels || Math.Max(width, height) > LongestSide)
            throw new InputException("The picture is too large.", name, $"{width} x {height} pixels", $"at most {MostPixels / 1_000_000} megapixels, and {LongestSide} pixels a side", "cut it into parts");
    }

    internal static InputException Damaged(string name, string found, string? remedy = null) =>
        new("The compressed picture is damaged.", name, found, null, remedy ?? "get the file again, or compress the original again");

    private static CompressedPicture Parts(ReadOnlyMemory<byte> file, CompressedHeader header, int[] lengths, bool hasMetadata, int start)
    {
        var parts = new ReadOnlyMemory<byte>?[lengths.Length];
        string? damage = null;
        int sound = start;
        long next = start;
        for (int i = 0; i < lengths.Length; i++)
        {
            long end = next + lengths[i];
            if (end + ChecksumLength > file.Length)
            {
                damage ??= $"the file ends after {file.Length:N0} bytes, before part {i + 1} of {lengths.Length} does";
                break;
            }

            ReadOnlyMemory<byte> part = file.Slice((int)next, lengths[i]);
            if (BinaryPrimitives.ReadUInt32BigEndian(file.Span[(int)end..]) == Crc32.Of(part.Span)) parts[i] = part;
            else damage ??= $"part {i + 1} of {lengths.Length}, {lengths[i]:N0} bytes from byte {next:N0} on, does not fit its checksum";
            next = end + ChecksumLength;
            if (damage is null) sound = (int)next;
        }

        if (damage is null && next < file.Length) damage = $"{file.Length - next:N0} bytes behind the last part";
        PictureMetadata metadata = PictureMetadata.None;
        if (hasMetadata && parts[^1] is { } said && !MetadataBlock.TryParse(said, out metadata)) damage ??= "metadata that make no sense";
        return new CompressedPicture(header, hasMetadata ? parts[..^1] : parts, metadata, damage, sound);
    }

    // All tiles are there coarsely before the first is there finely.
    private static int Index(CompressedHeader header, int segment, int tile, int layer) => (((segment * header.Tiles.Tiles) + tile) * header.Layers) + layer;

    private static void AddPart(List<byte> file, byte[] part)
    {
        int start = file.Count;
        file.AddRange(part);
        AddChecksum(file, start);
    }

    private static void AddChecksum(List<byte> file, int start)
    {
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(CollectionsMarshal.AsSpan(file)[start..]));
        file.AddRange(checksum);
    }
}
