using System.Buffers.Binary;

namespace Hourglass.Formats.Pictures;

/// <summary>Metadata in the chunks of a WebP file: WebP container specification (RFC 9649, 2.7).</summary>
internal static class WebPChunks
{
    private const int FileHeader = 12, ChunkHeader = 8;

    /// <summary>Collects what the chunks hold.</summary>
    public static void Read(ReadOnlySpan<byte> file, FoundMetadata found)
    {
        int place = FileHeader;
        while (place + ChunkHeader <= file.Length)
        {
            ReadOnlySpan<byte> name = file.Slice(place, 4);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file[(place + 4)..]);
            if (length > file.Length - place - ChunkHeader)
            {
                found.Note($"the chunk {FoundMetadata.Printable(name)} is damaged: what follows the damage is not kept");
                return;
            }

            ReadOnlySpan<byte> chunk = file.Slice(place + ChunkHeader, (int)length);
            if (name.SequenceEqual("EXIF"u8)) found.TakeExif(chunk);
            else if (name.SequenceEqual("ICCP"u8)) found.TakeProfile(chunk);
            else if (name.SequenceEqual("XMP "u8)) found.TakeXmp(chunk);
            else if (!IsPixels(name)) found.LeaveOut($"chunk {FoundMetadata.Printable(name)}");
            place += ChunkHeader + chunk.Length + (chunk.Length & 1);
        }
    }

    private static bool IsPixels(ReadOnlySpan<byte> name) =>
        name.StartsWith("VP8"u8) || name.SequenceEqual("ALPH"u8) || name.SequenceEqual("ANIM"u8) || name.SequenceEqual("ANMF"u8);
}
