using Hourglass.Data;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Pictures as PNG, lossless.</summary>
public static class PngWriter
{
    /// <summary>The bytes of a PNG file.</summary>
    public static byte[] Encode(Picture picture)
    {
        using SKBitmap bitmap = PicturePixels.ToBitmap(picture);
        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }
}
