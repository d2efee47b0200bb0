using Hourglass.Data;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Pixels between the picture library's bitmaps and pictures.</summary>
internal static class PicturePixels
{
    /// <summary>A grey bitmap, or one of red, green, blue and alpha, as a picture; transparent pixels are laid on white.</summary>
    /// <param name="bitmap">Gray8 or Rgba8888, not premultiplied.</param>
    /// <param name="origin">Where the camera says that the first pixel belongs.</param>
    public static Picture Of(SKBitmap bitmap, SKEncodedOrigin origin = SKEncodedOrigin.TopLeft)
    {
        int channels = bitmap.ColorType == SKColorType.Gray8 ? 1 : 3;
        var orientation = new Orientation((int)origin, bitmap.Width, bitmap.Height);
        var pixels = new byte[bitmap.Width * bitmap.Height * channels];
        ReadOnlySpan<byte> from = bitmap.GetPixelSpan();
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                int target = (orientation.Start + (y * orientation.Down) + (x * orientation.Across)) * channels;
                if (channels == 1) pixels[target] = from[(y * bitmap.RowBytes) + x];
                else
                {
                    ReadOnlySpan<byte> pixel = from.Slice((y * bitmap.RowBytes) + (4 * x), 4);
                    for (int c = 0; c < 3; c++) pixels[target + c] = OnWhite(pixel[c], pixel[3]);
                }
            }
        }

        return new Picture(orientation.Upright.Width, orientation.Upright.Height, channels, pixels);
    }

    /// <summary>A picture as a bitmap: grey, or red, green, blue and alpha.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="alpha">[height, width]; null when every pixel is opaque.</param>
    public static SKBitmap ToBitmap(Picture picture, byte[]? alpha = null)
    {
        bool isGrey = picture.Channels == 1 && alpha is null;
        var bitmap = new SKBitmap(picture.Width, picture.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, alpha is null ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
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
                    for (int c = 0; c < 3; c++) line[(4 * x) + c] = from[(x * picture.Channels) + Math.Min(c, picture.Channels - 1)];
                    line[(4 * x) + 3] = alpha?[(y * picture.Width) + x] ?? byte.MaxValue;
                }
            }
        }

        return bitmap;
    }

    /// <summary>A picture whose transparent pixels are laid on white.</summary>
    public static Picture OnWhite(Picture picture, byte[] alpha)
    {
        var pixels = new byte[picture.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = OnWhite(picture.Pixels[i], alpha[i / picture.Channels]);
        return picture with { Pixels = pixels };
    }

    private static byte OnWhite(byte value, byte alpha) => (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
