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

    /// <summary>A picture of numbers.</summary>
    /// <param name="values">[height * width * channels].</param>
    /// <param name="rowShape"><c>[height, width]</c>, <c>[height, width, 1]</c> or <c>[height, width, 3]</c>.</param>
    /// <param name="white">What becomes white; 0 is black.</param>
    public static Picture Of(ReadOnlySpan<float> values, IReadOnlyList<int> rowShape, float white)
    {
        var pixels = new byte[values.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(MathF.Round(values[i] / white * 255), 0, 255);
        return new(rowShape[1], rowShape[0], PictureForm.ChannelsOf(rowShape), pixels);
    }

    /// <summary>What is white in pictures whose largest number is known: 255; 16 where none is larger (the built-in digits count so far), 1 where none is larger.</summary>
    /// <param name="largest">The largest number of many pictures.</param>
    public static float WhiteOf(float largest) => largest > 16 ? byte.MaxValue : largest > 1 ? 16 : 1;
}
