namespace Hourglass.Jobs.ImageCompression.Transform;

/// <summary>
/// Red, green and blue turned into the three axes along which colours of photographs vary independently (their principal components), and back. The rotation
/// keeps distances, so that an error has the same size on both sides. Integers only.
/// </summary>
internal sealed class ColourRotation
{
    /// <summary>Planes hold numbers in this part of a grey level.</summary>
    public const int Unit = 16;

    // A byte's middle, and the bits of the matrix.
    private const int Middle = 128, Bits = 14;
    private readonly int[] _matrix;

    /// <param name="matrix">[plane, colour] in 2^-14; rows are orthonormal.</param>
    /// <exception cref="FormatException">It is no rotation.</exception>
    public ColourRotation(int[] matrix)
    {
        if (matrix.Length != 9 || matrix.Any(value => Math.Abs(value) > 1 << Bits) || !IsOrthonormal(matrix)) throw new FormatException("The colour matrix is no rotation.");
        _matrix = matrix;
    }

    /// <summary>[plane, colour], in 2^-14.</summary>
    public ReadOnlySpan<int> Matrix => _matrix;

    /// <summary>A rotation, rounded.</summary>
    /// <param name="axes">[3][3], orthonormal.</param>
    public static ColourRotation Of(IReadOnlyList<float[]> axes) => new([.. axes.SelectMany(axis => axis.Select(value => (int)MathF.Round(value * (1 << Bits))))]);

    /// <summary>Bytes of a part of a picture to planes.</summary>
    /// <param name="pixels">A line, [width, channels], channels 1 or 3.</param>
    /// <param name="planes">One plane a channel.</param>
    /// <param name="at">Where the line begins in the planes.</param>
    public void ToPlanes(ReadOnlySpan<byte> pixels, int[][] planes, int at)
    {
        if (planes.Length == 1)
        {
            for (int i = 0; i < pixels.Length; i++) planes[0][at + i] = (pixels[i] - Middle) * Unit;
            return;
        }

        for (int plane = 0; plane < 3; plane++)
        {
            (int red, int green, int blue) = (_matrix[3 * plane], _matrix[(3 * plane) + 1], _matrix[(3 * plane) + 2]);
            Span<int> target = planes[plane].AsSpan(at, pixels.Length / 3);
            const int Shift = Bits - 4, Half = 1 << (Shift - 1);
            for (int i = 0, p = 0; i < target.Length; i++, p += 3)
                target[i] = ((red * (pixels[p] - Middle)) + (green * (pixels[p + 1] - Middle)) + (blue * (pixels[p + 2] - Middle)) + Half) >> Shift;
        }
    }

    /// <summary>Planes to bytes, rounded and cut to 0..255.</summary>
    /// <inheritdoc cref="ToPlanes"/>
    public void ToPixels(int[][] planes, int at, Span<byte> pixels)
    {
        const int Shift = Bits + 4, Half = 1 << (Shift - 1);
        if (planes.Length == 1)
        {
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(((planes[0][at + i] + (Unit / 2)) >> 4) + Middle, 0, byte.MaxValue);
            return;
        }

        ReadOnlySpan<int> first = planes[0].AsSpan(at), second = planes[1].AsSpan(at), third = planes[2].AsSpan(at);
        for (int i = 0, p = 0; p < pixels.Length; i++, p += 3)
        {
            // Numbers of a decoder may be far off in a file that was made to deceive.
            long a = first[i], b = second[i], c = third[i];
            for (int colour = 0; colour < 3; colour++)
                pixels[p + colour] = (byte)Math.Clamp((((_matrix[colour] * a) + (_matrix[3 + colour] * b) + (_matrix[6 + colour] * c) + Half) >> Shift) + Middle, 0, byte.MaxValue);
        }
    }

    private static bool IsOrthonormal(int[] matrix)
    {
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double product = 0;
                for (int i = 0; i < 3; i++) product += matrix[(3 * a) + i] * (double)matrix[(3 * b) + i];
                if (Math.Abs((product / (1 << Bits) / (1 << Bits)) - (a == b ? 1 : 0)) > 0.001) return false;
            }
        }

        return true;
    }
}
