namespace Hourglass.Data;

/// <summary>A picture of bytes: grey or red, green, blue.</summary>
/// <param name="Width">Pixels in a line, 1 or more.</param>
/// <param name="Height">Lines, 1 or more.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Pixels">[height, width, channels], one line after the other.</param>
public sealed record Picture(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>A part of the picture; what lies outside of it is left out.</summary>
    /// <param name="left">First column.</param>
    /// <param name="top">First line.</param>
    /// <param name="width">Most columns.</param>
    /// <param name="height">Most lines.</param>
    public Picture Crop(int left, int top, int width, int height)
    {
        (width, height) = (Math.Min(width, Width - left), Math.Min(height, Height - top));
        var pixels = new byte[width * height * Channels];
        for (int y = 0; y < height; y++)
            Pixels.AsSpan((((top + y) * Width) + left) * Channels, width * Channels).CopyTo(pixels.AsSpan(y * width * Channels));
        return new Picture(width, height, Channels, pixels);
    }
}
