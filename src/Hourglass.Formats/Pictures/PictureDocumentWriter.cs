using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>
/// Writes picture files with what is said of their pictures: PNG and WebP without loss, JPEG at quality 95 without coarser colours (4:4:4), transparent pixels laid on white. What a
/// format cannot hold is said. PNG takes little more memory than the pixels (a hundred megapixels: 340 MB), JPEG more than four times as much.
/// </summary>
public static class PictureDocumentWriter
{
    private const int JpegQuality = 95, WebPEffort = 50;

    private static readonly Dictionary<string, Action<Stream, PictureDocument, List<string>>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = static (stream, document, _) => PngEncoder.Write(stream, document),
        [".jpg"] = WriteJpeg,
        [".jpeg"] = WriteJpeg,
        [".webp"] = WriteWebP,
    };

    /// <summary>Endings of the files that can be written, with their points.</summary>
    public static IReadOnlyCollection<string> Endings => Formats.Keys;

    /// <summary>Writes a file in the format that its ending says; a device such as <c>/dev/stdout</c> takes PNG.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="document">What to write.</param>
    /// <returns>What of the document the file does not have, a sentence each.</returns>
    /// <exception cref="InputException">The ending is none of <see cref="Endings"/>, the file cannot be written, or the format does not hold so many pixels.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed.</exception>
    public static IReadOnlyList<string> Write(string path, PictureDocument document)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<string> notes = [];
        string ending = path.StartsWith("/dev/", StringComparison.Ordinal) ? ".png" : Path.GetExtension(path);
        RequireKnown(ending, path);
        AtomicFile.Write(path, stream => notes = Write(stream, document, ending));
        return notes;
    }

    /// <summary>Writes a file into a stream.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="document">What to write.</param>
    /// <param name="ending">One of <see cref="Endings"/>.</param>
    /// <returns>As of a file.</returns>
    /// <exception cref="InputException">The ending is none of <see cref="Endings"/>, or the format does not hold so many pixels.</exception>
    public static IReadOnlyList<string> Write(Stream stream, PictureDocument document, string ending)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        RequireKnown(ending, ending);
        if (document.Alpha is { } alpha && alpha.Length != document.Picture.Width * document.Picture.Height)
            throw new InputException("The opacity does not fit the picture.", found: $"{alpha.Length} numbers", rule: $"one a pixel: {document.Picture.Width * document.Picture.Height}");
        List<string> notes = [];
        Formats[ending](stream, document, notes);
        return notes;
    }

    private static void WriteJpeg(Stream stream, PictureDocument document, List<string> notes)
    {
        Require(document.Picture, "JPEG", 65_500);
        if (document.Alpha is not null) notes.Add("JPEG has no opacity: transparent pixels are laid on white");
        using SKBitmap bitmap = PicturePixels.ToBitmap(document.Alpha is null ? document.Picture : PicturePixels.OnWhite(document.Picture, document.Alpha));
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData file = pixels.Encode(new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)) ?? throw NotEncoded("JPEG");
        JpegSegments.Write(stream, file.AsSpan(), document.Metadata ?? PictureMetadata.None, notes);
    }

    private static void WriteWebP(Stream stream, PictureDocument document, List<string> notes)
    {
        Require(document.Picture, "WebP", 16_383);
        if (document.Alpha?.Contains((byte)0) == true) notes.Add("colours of pixels that are fully transparent are not kept in WebP");
        using SKBitmap bitmap = PicturePixels.ToBitmap(document.Picture, document.Alpha);
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData file = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, WebPEffort)) ?? throw NotEncoded("WebP");
        WebPChunks.Write(stream, file.AsSpan(), document);
    }

    private static void RequireKnown(string ending, string where)
    {
        if (!Formats.ContainsKey(ending))
            throw new InputException("The kind of file is not known.", where, ending, "the name ends in one of " + string.Join(", ", Endings), "for example picture.png");
    }

    private static void Require(Picture picture, string format, int most)
    {
        if (Math.Max(picture.Width, picture.Height) > most)
            throw new InputException($"{format} does not hold the picture.", found: $"{picture.Width} x {picture.Height} pixels", rule: $"at most {most} a side", remedy: "write a PNG");
    }

    private static WorkFailedException NotEncoded(string format) => new($"The picture could not be encoded as {format}.", remedy: "free some memory, or write a PNG");
}
