using Hourglass.Data;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Pictures as PNG, lossless.</summary>
public static class PngWriter
{
    /// <summary>The bytes of a PNG file.</summary>
    public static byte[] Encode(Picture picture)
    {
        using SKBitmap bitmap = ToBitmap(picture);
        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    internal static SKBitmap ToBitmap(Picture picture)
    {
        bool isGrey = picture.Channels == 1;
        var bitmap = new SKBitmap(picture.Width, picture.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < picture.Height; y++)
        {
            Span<byte> line = pixels[(y * bitmap.RowBytes)..];
            ReadOnlySpan<byte> from = picture.Pixels.AsSpan(y * picture.Width * picture.Channels, picture.Width * picture.Channels);
            if (isGrey) from.CopyTo(line);
            else
            {
                for (int x = 0; x < picture.Width; x++)
                {
                    from.Slice(3 * x, 3).CopyTo(line[(4 * x)..]);
                    line[(4 * x) + 3] = 255;
                }
            }
        }

        return bitmap;
    }
}
