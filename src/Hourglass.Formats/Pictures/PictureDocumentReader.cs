using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Formats.Pictures;

/// <summary>
/// Reads picture files (PNG, JPEG, WebP, GIF, BMP) with what they say of their pictures, and says what it could not keep. Pixels are turned upright as the camera noted, and the EXIF block
/// (with the copy in XMP) then says so too. Pixels of PNG keep their numbers, those of the others are as decoded: a colour profile is kept beside them, never applied.
/// PNG and sequential JPEG take little more memory than the pixels (a hundred megapixels: 390 MB), progressive JPEG about three times as much.
/// </summary>
public static class PictureDocumentReader
{
    /// <summary>The largest picture, in pixels: a coloured one takes 750 MB.</summary>
    public const long MostPixels = 250_000_000;

    private static readonly PictureReader Formats = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The document, and what of the file it does not have, a sentence each: samples rounded to 8 bits, further pictures of a film, damaged or other metadata.</returns>
    /// <exception cref="InputException">The file cannot be read, is no picture, is damaged, or its picture is larger than <see cref="MostPixels"/> or memory.</exception>
    public static (PictureDocument Document, IReadOnlyList<string> Notes) Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return DataFile.Open(path, stream => Read(stream, path));
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">From the first byte of the file; stays open. One that cannot seek is first taken into memory.</param>
    /// <param name="name">The file, for messages.</param>
    /// <returns>As of a file.</returns>
    /// <exception cref="InputException">As for a file.</exception>
    public static (PictureDocument Document, IReadOnlyList<string> Notes) Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek || stream.Position != 0)
        {
            using var whole = new MemoryStream(PictureReader.Content(stream, name), writable: false);
            return Read(whole, name);
        }

        var head = new byte[DataFile.HeadLength];
        ReadOnlySpan<byte> begin = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        stream.Position = 0;
        if (!Formats.Recognises(begin, name))
        {
            throw new InputException(
                "This is no picture.", name, begin.IsEmpty ? "an empty file" : $"the first bytes {Convert.ToHexString(begin[..Math.Min(8, begin.Length)])}", $"one of {Formats.Name}", "save it as one of these");
        }

        var found = new FoundMetadata();
        UprightPixels pixels = begin[0] == 0x89 ? PngDecoder.Decode(stream, name, found) : Decode(PictureReader.Content(stream, name), name, found);
        return (new PictureDocument(pixels.Picture, pixels.Alpha, found.ToMetadata()), found.Notes);
    }

    private static UprightPixels Decode(byte[] file, string name, FoundMetadata found)
    {
        if (file[0] == 0xFF) JpegSegments.Read(file, found);
        else if (file[0] == 'R') WebPChunks.Read(file, found);
        else LeaveOut(file, found);
        return SkiaDecoder.Decode(file, name, found);
    }

    // The marks of XMP and of a profile in GIF (XMP part 3, 1.1.2; ICC.1:2022, B.3), and of a profile in BMP (BITMAPV5HEADER, bV5CSType).
    private static void LeaveOut(ReadOnlySpan<byte> file, FoundMetadata found)
    {
        if (file[0] == 'G' && file.IndexOf("XMP DataXMP"u8) > 0) found.LeaveOut("XMP text");
        if (file[0] == 'G' ? file.IndexOf("ICCRGBG1012"u8) > 0 : file.Length > 74 && file[14] == 124 && file.Slice(70, 4).SequenceEqual("DEBM"u8)) found.LeaveOut("colour profile");
    }
}
