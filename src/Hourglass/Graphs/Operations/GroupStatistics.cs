using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>What is normalised together: neighbouring channels, at all pixels of a picture or at each by itself.</summary>
/// <param name="Groups">Number of groups of neighbouring channels; it divides that of channels.</param>
/// <param name="EachPixel">Whether each pixel is normalised by itself.</param>
/// <param name="Epsilon">Added to the variance.</param>
public readonly record struct GroupStatistics(int Groups, bool EachPixel, double Epsilon)
{
    /// <summary>The stretch of a picture that has statistics of its own: all of it, or a pixel.</summary>
    internal PictureSize Unit(PictureSize size) => EachPixel ? size with { Height = 1, Width = 1 } : size;

    /// <summary>Which of the groups of a picture an element belongs to: those of its first unit come first.</summary>
    internal int GroupOf(int index, PictureSize size) =>
        ((EachPixel ? index / size.Channels : 0) * Groups) + (index % size.Channels / (size.Channels / Groups));

    /// <summary>Numbers that have a mean in common.</summary>
    internal int CountOf(PictureSize size) => Unit(size).Pixels * size.Channels / Groups;

    /// <summary>Mean and 1 / sqrt(variance + Epsilon) of each group of a picture, by definition.</summary>
    internal (double Mean, double Inverse)[] Define(ReferenceValue x, int row, PictureSize size)
    {
        var means = new double[size.Pixels / Unit(size).Pixels * Groups];
        var variances = new double[means.Length];
        for (int i = 0; i < x.Columns; i++) means[GroupOf(i, size)] += x[row, i] / CountOf(size);
        for (int i = 0; i < x.Columns; i++) variances[GroupOf(i, size)] += Math.Pow(x[row, i] - means[GroupOf(i, size)], 2) / CountOf(size);
        double epsilon = Epsilon;
        return [.. means.Zip(variances, (mean, variance) => (mean, 1 / Math.Sqrt(variance + epsilon)))];
    }

    /// <summary>The same for each channel of a unit, over lanes.</summary>
    internal unsafe void Measure<V>(float* x, PictureSize unit, float* mean, float* inverse) where V : unmanaged, ILanes<V>
    {
        int width = unit.Channels / Groups;
        if (unit.Pixels > 1) ChannelKernels.Moments<V>(x, unit.Pixels, unit.Channels, mean, inverse);
        for (int first = 0; first < unit.Channels; first += width)
        {
            // A pixel's channels are one row; the moments of channels are those of equally large parts of the group.
            View centres = new(unit.Pixels > 1 ? mean + first : x + first, 1, width, width, width, 0);
            float centre = RowReduction.Sum<V, RowReduction.First>(default, centres, centres, 0) / width;
            float variance = RowReduction.Sum<V, Deviation>(new(centre), centres, centres, 0) / width;
            if (unit.Pixels > 1)
            {
                View variances = new(inverse + first, 1, width, width, width, 0);
                variance += RowReduction.Sum<V, RowReduction.First>(default, variances, variances, 0) / width;
            }

            new Span<float>(mean + first, width).Fill(centre);
            new Span<float>(inverse + first, width).Fill(1 / MathF.Sqrt(variance + (float)Epsilon));
        }
    }

    internal void Require(ReadOnlySpan<Shape> inputs, int pictures)
    {
        int channels = PictureSize.Of(inputs[0]).Channels;
        ShapeException.Require(Groups > 0 && channels % Groups == 0, $"a number of groups that divides the {channels} channels");
        for (int i = 1; i < pictures; i++) ShapeException.Require(inputs[i] == inputs[0], "pictures of equal shapes");
        BatchNormalise.Require(inputs[0], inputs[pictures..]);
    }

    // (a - centre)^2.
    private readonly struct Deviation(float centre) : RowReduction.ITerm
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : unmanaged, ILanes<V> => (a - V.Broadcast(centre)) * (b - V.Broadcast(centre));
    }
}
