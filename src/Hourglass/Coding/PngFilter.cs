namespace Hourglass.Coding;

/// <summary>The five filters of PNG, numbered as the file tells them: none, left, above, mean of both, Paeth (PNG specification, third edition, 9.2). Bytes are predicted from neighbours.</summary>
public static class PngFilter
{
    /// <summary>How many there are.</summary>
    public const int Count = 5;

    /// <summary>Leaves of a line what its prediction misses.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="line">Bytes of the line.</param>
    /// <param name="above">The line above it; zeros for the first.</param>
    /// <param name="pixel">Bytes of a pixel, 1 or more.</param>
    /// <param name="result">As long as the line.</param>
    /// <returns>The sum of absolute values of the result taken as signed bytes: less is likely to be packed better (12.7).</returns>
    public static int Apply(int filter, ReadOnlySpan<byte> line, ReadOnlySpan<byte> above, int pixel, Span<byte> result)
    {
        int sum = 0;
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < pixel ? 0 : line[i - pixel], up = above[i], corner = i < pixel ? 0 : above[i - pixel];
            int prediction = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
            result[i] = (byte)(line[i] - prediction);
            sum += Math.Abs((int)(sbyte)result[i]);
        }

        return sum;
    }

    /// <summary>Brings back a line, in place.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="line">What <see cref="Apply"/> left of it.</param>
    /// <param name="above">The line above it, brought back; zeros for the first.</param>
    /// <param name="pixel">Bytes of a pixel, 1 or more.</param>
    public static void Undo(int filter, Span<byte> line, ReadOnlySpan<byte> above, int pixel)
    {
        if (filter == 0) return;
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < pixel ? 0 : line[i - pixel], up = above[i], corner = i < pixel ? 0 : above[i - pixel];
            line[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
