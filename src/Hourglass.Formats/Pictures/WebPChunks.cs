using System.Buffers.Binary;
using Hourglass.Data;

namespace Hourglass.Formats.Pictures;

/// <summary>Metadata in the chunks of a WebP file: WebP container specification (RFC 9649, 2.7).</summary>
internal static class WebPChunks
{
    private const int FileHeader = 12, ChunkHeader = 8;
    private const byte HasProfile = 0x20, HasAlpha = 0x10, HasExif = 0x08, HasXmp = 0x04;

    /// <summary>Collects what the chunks hold.</summary>
    public static void Read(ReadOnlySpan<byte> file, FoundMetadata found)
    {
        if (file.Length < FileHeader || BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) > file.Length - ChunkHeader) found.Note("the file ends too early: metadata behind the pixels may be lost");
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

    /// <summary>Writes a file with metadata in chunks of their own.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="file">A WebP file of one chunk, without metadata.</param>
    /// <param name="document">What the file is made of.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> file, PictureDocument document)
    {
        if (document.Metadata is not { IsEmpty: false } metadata)
        {
            stream.Write(file);
            return;
        }

        var header = new byte[10];
        if (document.Alpha is not null) header[0] |= HasAlpha;
        if (!metadata.IccProfile.IsEmpty) header[0] |= HasProfile;
        if (!metadata.Exif.IsEmpty) header[0] |= HasExif;
        if (!metadata.Xmp.IsEmpty) header[0] |= HasXmp;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), document.Picture.Width - 1);
        header[7] = (byte)(document.Picture.Height - 1);
        header[8] = (byte)((document.Picture.Height - 1) >> 8);
        using var chunks = new MemoryStream();
        chunks.Write("WEBP"u8);
        WriteChunk(chunks, "VP8X"u8, header);
        WriteChunk(chunks, "ICCP"u8, metadata.IccProfile.Span);
        chunks.Write(file[FileHeader..]);
        WriteChunk(chunks, "EXIF"u8, metadata.Exif.Span);
        WriteChunk(chunks, "XMP "u8, metadata.Xmp.Span);
        WriteChunk(stream, "RIFF"u8, chunks.GetBuffer().AsSpan(0, (int)chunks.Length));
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        stream.Write(name);
        stream.Write(length);
        stream.Write(content);
        if (content.Length % 2 != 0) stream.WriteByte(0);
    }

    private static bool IsPixels(ReadOnlySpan<byte> name) =>
        name.StartsWith("VP8"u8) || name.SequenceEqual("ALPH"u8) || name.SequenceEqual("ANIM"u8) || name.SequenceEqual("ANMF"u8);
}
