using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// 1 - MS-SSIM: contrast and structure compared at up to five scales, each half as large as the one before (means of 2 x 2 pixels), luminance at the
/// last; the product of the means of each scale, to the powers of the paper, is taken for each channel and averaged over channels. Only scales at which a whole
/// window fits count, and their powers are divided by their sum: two for 28 x 28 pixels, three for 64 x 64, all five from 176 x 176.
/// A mean below <see cref="Least"/> counts as that. Source: Wang, Simoncelli and Bovik 2003.
/// </summary>
public sealed record MultiScaleSimilarity : PictureSimilarity
{
    /// <summary>The least that a mean of a scale counts, so that its power exists.</summary>
    public const double Least = 1e-6;

    private static readonly double[] s_powers = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    /// <inheritdoc/>
    protected override string Title => "MS-SSIM";

    /// <inheritdoc/>
    protected override Node Similarity(Node reconstruction, Node target)
    {
        int side = Math.Min(target.Shape.Dimensions[0], target.Shape.Dimensions[1]), channels = target.Shape.Features;
        int scales = Enumerable.Range(1, s_powers.Length).Last(scale => scale == 1 || side >> (scale - 1) >= Window);
        double sum = s_powers[..scales].Sum();
        Node? logarithm = null;
        for (int scale = 0; scale < scales; scale++)
        {
            if (scale > 0) (reconstruction, target) = (Halved(reconstruction), Halved(target));
            (Node similarity, Node contrast) = Maps(reconstruction, target);
            Node mean = MeanOfChannels(scale == scales - 1 ? similarity : contrast);
            Node part = mean.Maximum(mean.Graph.Constant(Shape.Scalar, Least)).Log() * (s_powers[scale] / sum);
            logarithm = logarithm is null ? part : logarithm + part;
        }

        return logarithm!.Exp().SumColumns() * (1.0 / channels);
    }

    private static Node MeanOfChannels(Node map)
    {
        int places = map.Shape.Dimensions[0] * map.Shape.Dimensions[1];
        return map.Reshape(Shape.Batch(places, map.Shape.Features)).SumPositions() * (1.0 / places);
    }

    // The means of 2 x 2 pixels; an odd last line or column is left out.
    private static Node Halved(Node picture)
    {
        (int height, int width, int channels) = (picture.Shape.Dimensions[0], picture.Shape.Dimensions[1], picture.Shape.Features);
        (int lines, int columns) = (height / 2, width / 2);
        Node even = picture.Reshape(Shape.Batch(height, width * channels)).TakeColumns(0, 2 * columns * channels);
        even = even.Reshape(Shape.Batch(height * 2 * columns * channels)).TakeColumns(0, 2 * lines * 2 * columns * channels);
        Node lower = SumOfPairs(even, lines, 2 * columns * channels);
        return (SumOfPairs(lower, lines * columns, channels) * 0.25).Reshape(Shape.Batch(lines, columns, channels));
    }

    private static Node SumOfPairs(Node value, int pairs, int width)
    {
        Node pair = value.Reshape(Shape.Batch(pairs, 2 * width));
        return pair.TakeColumns(0, width) + pair.TakeColumns(width, width);
    }
}
