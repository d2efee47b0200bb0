namespace Hourglass.Jobs.ImageCompression.Transform;

/// <summary>
/// The multi-resolution transform of a plane of integers, in place: each level halves both sides and leaves a coarser picture (upper left) and what it
/// lacks in three directions. Borders are mirrored, so that any size works, one pixel too.
/// </summary>
/// <param name="wavelet">The wavelet.</param>
internal sealed class WaveletTransform(Wavelet wavelet)
{
    /// <summary>Sides of the coarse part after so many levels.</summary>
    /// <param name="side">1 or more.</param>
    /// <param name="levels">0 or more.</param>
    public static int CoarseSide(int side, int levels)
    {
        for (int level = 0; level < levels; level++) side = (side + 1) >> 1;
        return side;
    }

    /// <summary>From pixels to bands.</summary>
    /// <param name="plane">[height, width].</param>
    /// <param name="width">Numbers in a line.</param>
    /// <param name="height">Lines.</param>
    /// <param name="levels">How many.</param>
    /// <param name="workspace">Gives memory for lines.</param>
    public void Analyse(int[] plane, int width, int height, int levels, Workspace workspace)
    {
        int[] spare = workspace.Take<int>(width * height), line = workspace.Take<int>(width + 3);
        for (int level = 0; level < levels; level++)
        {
            (int columns, int lines) = (CoarseSide(width, level), CoarseSide(height, level));
            for (int y = 0; y < lines; y++) AnalyseLine(plane.AsSpan(y * width, columns), line);
            if (lines == 1) continue;
            foreach (LiftingStep step in wavelet.Steps) LiftLines(plane, width, columns, lines, step, false);
            int evens = (lines + 1) >> 1;
            for (int y = 0; y < lines; y++) plane.AsSpan(y * width, columns).CopyTo(spare.AsSpan(((y & 1) == 0 ? y >> 1 : evens + (y >> 1)) * columns));
            for (int y = 0; y < lines; y++) spare.AsSpan(y * columns, columns).CopyTo(plane.AsSpan(y * width));
        }
    }

    /// <summary>From bands to pixels.</summary>
    /// <inheritdoc cref="Analyse"/>
    public void Synthesise(int[] plane, int width, int height, int levels, Workspace workspace)
    {
        int[] spare = workspace.Take<int>(width * height), line = workspace.Take<int>(width + 3);
        for (int level = levels - 1; level >= 0; level--)
        {
            (int columns, int lines) = (CoarseSide(width, level), CoarseSide(height, level));
            if (lines > 1)
            {
                int evens = (lines + 1) >> 1;
                for (int y = 0; y < lines; y++) plane.AsSpan(((y & 1) == 0 ? y >> 1 : evens + (y >> 1)) * width, columns).CopyTo(spare.AsSpan(y * columns));
                for (int y = 0; y < lines; y++) spare.AsSpan(y * columns, columns).CopyTo(plane.AsSpan(y * width));
                foreach (LiftingStep step in wavelet.Steps.Reverse()) LiftLines(plane, width, columns, lines, step, true);
            }

            for (int y = 0; y < lines; y++) SynthesiseLine(plane.AsSpan(y * width, columns), line);
        }
    }

    private static void LiftLines(int[] plane, int width, int columns, int lines, LiftingStep step, bool undo)
    {
        for (int y = step.OntoOdd ? 1 : 0; y < lines; y += 2)
        {
            int before = y > 0 ? y - 1 : 1, after = y + 1 < lines ? y + 1 : y - 1;
            step.Apply(plane.AsSpan(y * width, columns), plane.AsSpan(before * width, columns), plane.AsSpan(after * width, columns), undo);
        }
    }

    private void AnalyseLine(Span<int> line, int[] memory)
    {
        if (line.Length == 1) return;
        (int evens, int odds) = ((line.Length + 1) >> 1, line.Length >> 1);
        Parts parts = new(memory, evens, odds);
        for (int i = 0; i < odds; i++) (parts.Even[i], parts.Odd[i]) = (line[2 * i], line[(2 * i) + 1]);
        if (evens > odds) parts.Even[odds] = line[^1];
        foreach (LiftingStep step in wavelet.Steps) parts.Lift(step, false);
        parts.Even.CopyTo(line);
        parts.Odd.CopyTo(line[evens..]);
    }

    private void SynthesiseLine(Span<int> line, int[] memory)
    {
        if (line.Length == 1) return;
        (int evens, int odds) = ((line.Length + 1) >> 1, line.Length >> 1);
        Parts parts = new(memory, evens, odds);
        line[..evens].CopyTo(parts.Even);
        line[evens..].CopyTo(parts.Odd);
        for (int i = wavelet.Steps.Length - 1; i >= 0; i--) parts.Lift(wavelet.Steps[i], true);
        for (int i = 0; i < odds; i++) (line[2 * i], line[(2 * i) + 1]) = (parts.Even[i], parts.Odd[i]);
        if (evens > odds) line[^1] = parts.Even[odds];
    }

    /// <summary>A line's even and odd numbers, with room for mirrored neighbours: one behind the even ones, one on either side of the odd ones.</summary>
    private readonly ref struct Parts(Span<int> memory, int evens, int odds)
    {
        private readonly Span<int> _even = memory[..(evens + 1)], _odd = memory.Slice(evens + 1, odds + 2);

        public Span<int> Even => _even[..^1];

        public Span<int> Odd => _odd[1..^1];

        public void Lift(LiftingStep step, bool undo)
        {
            Span<int> even = Even, odd = Odd;
            if (step.OntoOdd)
            {
                _even[^1] = even[^1];
                step.Apply(odd, _even, _even[1..], undo);
            }
            else
            {
                (_odd[0], _odd[^1]) = (odd[0], odd[^1]);
                step.Apply(even, _odd, _odd[1..], undo);
            }
        }
    }
}
