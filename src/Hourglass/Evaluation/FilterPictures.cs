using System.Numerics.Tensors;
using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>What the units of a first layer look for: their weights drawn as pictures.</summary>
public static class FilterPictures
{
    /// <summary>At most so many are drawn.</summary>
    public const int Most = 64;

    /// <summary>
    /// The filters with the largest weights, largest first; zero is mid-grey, and the largest weight of each filter is white or black. Null when weights of
    /// this shape are no filters of such rows.
    /// </summary>
    /// <param name="shape">
    /// <c>[height * width * channels of a row, units]</c>, or a convolution's <c>[kernel height, kernel width, channels, units]</c> with 1 or 3 channels.
    /// </param>
    /// <param name="weights">As many numbers.</param>
    /// <param name="rowShape">Shape of a row.</param>
    public static IReadOnlyList<Picture>? Of(IReadOnlyList<int> shape, ReadOnlySpan<float> weights, IReadOnlyList<int> rowShape)
    {
        // White is a weight of 1, black one of -1.
        RowPictures? pictures = shape.Count switch
        {
            2 when rowShape.Aggregate(1, (product, size) => product * size) == shape[0] => RowPictures.Of(rowShape, -1, 1),
            4 => RowPictures.Of([shape[0], shape[1], shape[2]], -1, 1),
            _ => null,
        };
        if (pictures is null || pictures.Height * pictures.Width == 1) return null;
        int units = shape[^1], size = weights.Length / units;
        var filters = new float[units][];
        for (int unit = 0; unit < units; unit++)
        {
            filters[unit] = new float[size];
            for (int i = 0; i < size; i++) filters[unit][i] = weights[(i * units) + unit];
        }

        return [.. filters.OrderByDescending(filter => TensorPrimitives.Norm<float>(filter)).Take(Most).Select(filter => pictures.Draw(Scaled(filter)))];
    }

    private static float[] Scaled(float[] filter)
    {
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(filter));
        return largest > 0 ? [.. filter.Select(weight => weight / largest)] : filter;
    }
}
