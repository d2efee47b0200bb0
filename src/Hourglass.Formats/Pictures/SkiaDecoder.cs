using System.Runtime.InteropServices;
using Hourglass.Errors;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Pixels of a JPEG, WebP, GIF or BMP file. A JPEG's lines come a few at a time. No colour space is asked for, so none is converted to.</summary>
internal static class SkiaDecoder
{
    private const int BandLines = 16;

    /// <summary>Decodes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="found">Takes notes.</param>
    /// <exception cref="InputException">The file is damaged, or the picture is too large.</exception>
    public static UprightPixels Decode(byte[] file, string name, FoundMetadata found)
    {
        GCHandle pinned = GCHandle.Alloc(file, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(pinned.AddrOfPinnedObject(), file.Length);
            using SKCodec codec = SKCodec.Create(data) ?? throw PngChunks.Damaged(name, "no picture can be made of it");
            if (codec.FrameCount > 1) found.Note($"only the first of {codec.FrameCount} pictures is read");
            bool isGrey = codec.Info.ColorType == SKColorType.Gray8;
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
            var pixels = new UprightPixels(new Orientation(found.Orientation, info.Width, info.Height), isGrey ? 1 : 3, isGrey ? 1 : 4, name);
            int lines = codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? Math.Min(BandLines, info.Height) : info.Height;
            using var bitmap = new SKBitmap();
            if (!bitmap.TryAllocPixels(info.WithSize(info.Width, lines))) throw new InputException("The picture is too large.", name, $"{info.Width} x {info.Height} pixels", "what memory holds");
            if (lines == info.Height)
            {
                Require(codec.GetPixels(info, bitmap.GetPixels()), name);
                Put(bitmap, 0, lines, pixels);
                return pixels;
            }

            Require(codec.StartScanlineDecode(info), name);
            for (int y = 0; y < info.Height; y += lines)
            {
                int count = Math.Min(lines, info.Height - y);
                if (codec.GetScanlines(bitmap.GetPixels(), count, bitmap.RowBytes) < count) Require(SKCodecResult.IncompleteInput, name);
                Put(bitmap, y, count, pixels);
            }

            return pixels;
        }
        finally
        {
            pinned.Free();
        }
    }

    private static void Put(SKBitmap bitmap, int y, int count, UprightPixels pixels)
    {
        ReadOnlySpan<byte> lines = bitmap.GetPixelSpan();
        for (int i = 0; i < count; i++) pixels.Put(y + i, lines.Slice(i * bitmap.RowBytes, bitmap.Width * bitmap.BytesPerPixel));
    }

    private static void Require(SKCodecResult result, string name)
    {
        if (result != SKCodecResult.Success) throw PngChunks.Damaged(name, result == SKCodecResult.IncompleteInput ? "the file ends too early" : "its data cannot be decoded");
    }
}
