using Hourglass.Errors;

namespace Hourglass.Graphs;

/// <summary>Rows that are pictures to a network, of any number of channels: how the numbers of a row become <c>[batch, height, width, channels]</c>.</summary>
public static class PictureShape
{
    /// <summary>The shape of a batch of pictures.</summary>
    /// <param name="rowShape">Shape of a row of the data: <c>[height, width]</c> or <c>[height, width, channels]</c>.</param>
    /// <param name="features">Numbers in a row.</param>
    /// <param name="part">What needs pictures, for the message.</param>
    /// <exception cref="InputException">The rows are no pictures, or have another number of values.</exception>
    public static Shape Of(ReadOnlySpan<int> rowShape, int features, string part)
    {
        if (rowShape is [> 0, > 0] or [> 0, > 0, > 0])
        {
            Shape shape = rowShape is [var height, var width] ? Shape.Batch(height, width, 1) : Shape.Batch(rowShape);
            if (shape.Count == features) return shape;
        }

        throw new InputException(
            $"{part} needs pictures.", "the shape of a row",
            rowShape.IsEmpty ? $"{features} values whose places are not known" : $"[{string.Join(", ", rowShape.ToArray())}], {features} values a row",
            "[height, width] or [height, width, channels]", "give an array [rows, height, width], say the shape (--image-size, or WithRowShape of the data), or leave it out");
    }
}
