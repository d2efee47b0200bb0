namespace Hourglass.Jobs.ImageCompression.Transform;

/// <summary>
/// Red, green and blue as a mean and two differences, exactly undone: YCoCg-R (Malvar, Sullivan, Srinivasan 2008, "Lifting-based reversible color
/// transformations"). With a tolerance, numbers are rounded to multiples of 2 tolerance + 1 first, so that none is off by more than the tolerance.
/// </summary>
/// <param name="tolerance">The most that a number may be off, 0 to 127.</param>
internal sealed class ReversibleColour(int tolerance)
{
    private readonly int _step = (2 * tolerance) + 1;

    // The middle of the numbers that are coded.
    private int Middle => 128 / _step;

    /// <summary>Bytes of a line to planes.</summary>
    /// <param name="pixels">A line, [width, channels], channels 1 or 3.</param>
    /// <param name="planes">One plane a channel.</param>
    /// <param name="at">Where the line begins in the planes.</param>
    public void ToPlanes(ReadOnlySpan<byte> pixels, int[][] planes, int at)
    {
        if (planes.Length == 1)
        {
            for (int i = 0; i < pixels.Length; i++) planes[0][at + i] = Coded(pixels[i]) - Middle;
            return;
        }

        for (int i = at, p = 0; p < pixels.Length; i++, p += 3)
        {
            (int red, int green, int blue) = (Coded(pixels[p]), Coded(pixels[p + 1]), Coded(pixels[p + 2]));
            int orange = red - blue, rest = blue + (orange >> 1), leaf = green - rest;
            (planes[0][i], planes[1][i], planes[2][i]) = (rest + (leaf >> 1) - Middle, orange, leaf);
        }
    }

    /// <summary>Planes to bytes.</summary>
    /// <inheritdoc cref="ToPlanes"/>
    public void ToPixels(int[][] planes, int at, Span<byte> pixels)
    {
        if (planes.Length == 1)
        {
            for (int i = 0; i < pixels.Length; i++) pixels[i] = Decoded(planes[0][at + i] + Middle);
            return;
        }

        for (int i = at, p = 0; p < pixels.Length; i++, p += 3)
        {
            int orange = planes[1][i], leaf = planes[2][i], rest = planes[0][i] + Middle - (leaf >> 1), blue = rest - (orange >> 1);
            (pixels[p], pixels[p + 1], pixels[p + 2]) = (Decoded(blue + orange), Decoded(leaf + rest), Decoded(blue));
        }
    }

    private int Coded(byte value) => (value + tolerance) / _step;

    private byte Decoded(int value) => (byte)Math.Clamp(value * (long)_step, 0, byte.MaxValue);
}
