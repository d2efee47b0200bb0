namespace Hourglass.Numerics;

/// <summary>
/// Some lines of a picture <c>[height, width, channels]</c> with zeros around them, as a kernel sees it that reaches beyond the picture. Lines are
/// copied in groups that stay in the second level of cache; a picture without zeros around it is read where it lies.
/// </summary>
/// <param name="height">Lines of the picture.</param>
/// <param name="width">Pixels of a line.</param>
/// <param name="channels">Numbers of a pixel.</param>
/// <param name="left">Zero pixels before each line.</param>
/// <param name="right">Zero pixels after each line.</param>
/// <param name="isBordered">Whether there are zeros anywhere around the picture.</param>
internal readonly unsafe struct PictureLines(int height, int width, int channels, int left, int right, bool isBordered)
{
    private const int MostFloats = 32768;

    /// <summary>Floats from one line to the next.</summary>
    public int Pitch => (left + width + right) * channels;

    /// <summary>Lines that are looked at together.</summary>
    /// <param name="atLeast">The fewest.</param>
    private int Group(int atLeast) => Math.Max(atLeast, MostFloats / Pitch);

    /// <summary>Windows of some lines that are looked at together.</summary>
    /// <param name="windows">Windows in all.</param>
    /// <param name="lines">Lines that one window sees.</param>
    /// <param name="stride">Lines from one window to the next.</param>
    public int Windows(int windows, int lines, int stride) => isBordered ? Math.Min(windows, ((Group(lines) - lines) / stride) + 1) : windows;

    /// <summary>Floats of memory that <see cref="At"/> needs, which sees a group of windows.</summary>
    /// <inheritdoc cref="Windows"/>
    public int Floats(int windows, int lines, int stride) => isBordered ? (((Windows(windows, lines, stride) - 1) * stride) + lines) * Pitch : 0;

    /// <summary>Address of the first number of a line, zeros included: the picture itself, or a copy of some lines of it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="first">The first line; below 0 it is one of zeros.</param>
    /// <param name="count">Lines to look at.</param>
    /// <param name="working">Room for the copy.</param>
    public float* At(float* picture, int first, int count, float* working)
    {
        if (!isBordered) return picture + (first * Pitch);
        int before = left * channels, own = width * channels;
        for (int line = 0; line < count; line++)
        {
            var to = new Span<float>(working + (line * Pitch), Pitch);
            int source = first + line;
            if ((uint)source >= (uint)height)
            {
                to.Clear();
                continue;
            }

            to[..before].Clear();
            new ReadOnlySpan<float>(picture + (source * own), own).CopyTo(to[before..]);
            to[(before + own)..].Clear();
        }

        return working;
    }
}
