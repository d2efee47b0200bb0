using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>What is normalised together: groups of neighbouring channels, at all pixels of a picture.</summary>
/// <param name="Groups">Number of groups; it divides that of channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
public readonly record struct GroupStatistics(int Groups, double Epsilon)
{
    /// <summary>Which of the groups of a picture an element belongs to.</summary>
    internal int GroupOf(int index, PictureSize size) => index % size.Channels / (size.Channels / Groups);

    /// <summary>Numbers that have a mean in common.</summary>
    internal int CountOf(PictureSize size) => size.Pixels * size.Channels / Groups;

    /// <summary>Mean and 1 / sqrt(variance + Epsilon) of each group of a picture, by definition.</summary>
    internal (double Mean, double Inverse)[] Define(ReferenceValue x, int row, PictureSize size)
    {
        var means = new double[Groups];
        var variances = new double[Groups];
        for (int i = 0; i < x.Columns; i++) means[GroupOf(i, size)] += x[row, i] / CountOf(size);
        for (int i = 0; i < x.Columns; i++) variances[GroupOf(i, size)] += Math.Pow(x[row, i] - means[GroupOf(i, size)], 2) / CountOf(size);
        double epsilon = Epsilon;
        return [.. means.Zip(variances, (mean, variance) => (mean, 1 / Math.Sqrt(variance + epsilon)))];
    }

    /// <summary>The same for each channel of a picture, over lanes. The moments of channels are those of equally large parts of the group.</summary>
    internal unsafe void Measure<V>(float* x, PictureSize size, float* mean, float* inverse) where V : unmanaged, ILanes<V>
    {
        int width = size.Channels / Groups;
        ChannelKernels.Moments<V>(x, size.Pixels, size.Channels, mean, inverse);
        for (int first = 0; first < size.Channels; first += width)
        {
            Span<float> means = new(mean + first, width), variances = new(inverse + first, width);
            float centre = 0, variance = 0;
            foreach (float part in means) centre += part / width;
            for (int i = 0; i < width; i++) variance += (variances[i] + ((means[i] - centre) * (means[i] - centre))) / width;
            means.Fill(centre);
            variances.Fill(1 / MathF.Sqrt(variance + (float)Epsilon));
        }
    }

    internal void Require(ReadOnlySpan<Shape> inputs, int pictures)
    {
        int channels = PictureSize.Of(inputs[0]).Channels;
        ShapeException.Require(Groups > 0 && channels % Groups == 0, $"a number of groups that divides the {channels} channels");
        for (int i = 1; i < pictures; i++) ShapeException.Require(inputs[i] == inputs[0], "pictures of equal shapes");
    }
}
