namespace Hourglass.Graphs.Operations;

/// <summary>
/// A row of a batch <c>[batch, height, width, channels]</c> as a picture. A sequence <c>[batch, positions, channels]</c> is one of height 1, so that
/// an operation on pictures is one on sequences as well.
/// </summary>
/// <param name="Height">Lines of pixels.</param>
/// <param name="Width">Pixels of a line.</param>
/// <param name="Channels">Numbers of a pixel.</param>
public readonly record struct PictureSize(int Height, int Width, int Channels)
{
    /// <summary>Numbers of one line of pixels.</summary>
    public int Line => Width * Channels;

    /// <summary>Pixels of a picture.</summary>
    public int Pixels => Height * Width;

    /// <summary>Numbers before those of a pixel.</summary>
    internal int At((int Line, int Column) pixel) => ((pixel.Line * Width) + pixel.Column) * Channels;

    /// <summary>The size of a shape's rows.</summary>
    /// <exception cref="ShapeException">They are no pictures.</exception>
    public static PictureSize Of(Shape shape)
    {
        ShapeException.Require(IsPicture(shape), "pictures [batch, height, width, channels] or sequences [batch, positions, channels]");
        return shape.Dimensions.Length == 3 ? new(shape.Dimensions[0], shape.Dimensions[1], shape.Dimensions[2]) : new(1, shape.Dimensions[0], shape.Dimensions[1]);
    }

    /// <summary>Whether the rows of a shape are pictures or sequences.</summary>
    public static bool IsPicture(Shape shape) => shape.IsBatch && shape.Dimensions.Length is 2 or 3;

    /// <summary>The shape of pictures of this size; of sequences where the pictures they are made from are sequences.</summary>
    /// <param name="like">The shape of those.</param>
    /// <exception cref="ShapeException">The size is below 1, or a sequence gets a height.</exception>
    public Shape ToShape(Shape like)
    {
        ShapeException.Require(Height > 0 && Width > 0 && Channels > 0, "a result of at least one pixel");
        if (like.Dimensions.Length == 3) return Shape.Batch(Height, Width, Channels);
        ShapeException.Require(Height == 1, "a sequence [batch, positions, channels] stays one: nothing changes its height of 1");
        return Shape.Batch(Width, Channels);
    }
}
