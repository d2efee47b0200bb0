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
        bool isTurned = origin >= SKEncodedOrigin.LeftTop;
        (int width, int height) = isTurned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var pixels = new byte[width * height * channels];
        ReadOnlySpan<byte> from = bitmap.GetPixelSpan();
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                // EXIF 2.32, tag 0x0112.
                (int right, int down) = (bitmap.Width - 1 - x, bitmap.Height - 1 - y);
                (int column, int line) = origin switch
                {
                    SKEncodedOrigin.TopRight => (right, y),
                    SKEncodedOrigin.BottomRight => (right, down),
                    SKEncodedOrigin.BottomLeft => (x, down),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (down, x),
                    SKEncodedOrigin.RightBottom => (down, right),
                    SKEncodedOrigin.LeftBottom => (y, right),
                    _ => (x, y),
                };
                int target = ((line * width) + column) * channels;
                if (channels == 1) pixels[target] = from[(y * bitmap.RowBytes) + x];
                else
                {
                    ReadOnlySpan<byte> pixel = from.Slice((y * bitmap.RowBytes) + (4 * x), 4);
                    for (int c = 0; c < 3; c++) pixels[target + c] = (byte)(((pixel[c] * pixel[3]) + (255 * (255 - pixel[3])) + 127) / 255);
                }
            }
        }

        return new Picture(width, height, channels, pixels);
    }
}
