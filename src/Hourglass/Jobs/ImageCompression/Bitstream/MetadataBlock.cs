using System.IO.Compression;
using Hourglass.Data;

namespace Hourglass.Jobs.ImageCompression.Bitstream;

/// <summary>EXIF, colour profile and XMP as one deflated block: three lengths, then the three.</summary>
internal static class MetadataBlock
{
    // Much more than cameras and editors write; what is longer is no metadata but an attack.
    private const int Longest = 1 << 26;

    public static byte[] ToBytes(PictureMetadata metadata)
    {
        var block = new List<byte>();
        ReadOnlySpan<ReadOnlyMemory<byte>> parts = [metadata.Exif, metadata.IccProfile, metadata.Xmp];
        foreach (ReadOnlyMemory<byte> part in parts) VariableNumber.Add(block, part.Length);
        foreach (ReadOnlyMemory<byte> part in parts) block.AddRange(part.Span);
        using var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionLevel.SmallestSize)) deflate.Write([.. block]);
        return result.ToArray();
    }

    public static bool TryParse(ReadOnlyMemory<byte> bytes, out PictureMetadata metadata)
    {
        metadata = PictureMetadata.None;
        byte[] block;
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            using var all = new MemoryStream();
            var part = new byte[1 << 14];
            for (int read; (read = inflate.Read(part)) > 0;)
            {
                all.Write(part, 0, read);
                if (all.Length > Longest) return false;
            }

            block = all.ToArray();
        }
        catch (InvalidDataException)
        {
            return false;
        }

        var numbers = new VariableNumber(block);
        (int exif, int profile, int xmp) = (numbers.Next(), numbers.Next(), numbers.Next());
        if (!numbers.IsSound || numbers.Length + (long)exif + profile + xmp != block.Length) return false;
        ReadOnlyMemory<byte> rest = block.AsMemory(numbers.Length);
        metadata = new PictureMetadata(rest[..exif], rest.Slice(exif, profile), rest[(exif + profile)..]);
        return true;
    }
}
