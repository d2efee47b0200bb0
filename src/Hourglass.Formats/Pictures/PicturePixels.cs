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
                    for (int c = 0; c < 3; c++) pixels[target + c] = (byte)(((pixel[c] * pixel[3]) + (255 * (255 - pixel[3])) + 127) / 255);
                }
            }
        }

        return new Picture(orientation.Upright.Width, orientation.Upright.Height, channels, pixels);
    }
}
