namespace Hourglass.Graphs.Operations;

/// <summary>The shape of a picture, whose numbers lie pixel by pixel: line, column, channel.</summary>
/// <param name="Height">Lines.</param>
/// <param name="Width">Pixels of a line.</param>
/// <param name="Channels">Numbers of a pixel.</param>
internal readonly record struct PictureShape(int Height, int Width, int Channels)
{
    /// <summary>Of a batch of pictures.</summary>
    public static PictureShape Of(Shape shape) => new(shape.Dimensions[0], shape.Dimensions[1], shape.Dimensions[2]);

    /// <summary>Numbers before those of a pixel.</summary>
    public int At((int Line, int Column) pixel) => ((pixel.Line * Width) + pixel.Column) * Channels;
}

/// <summary>A pair of pixels that a tap of a kernel joins.</summary>
/// <param name="Input">The pixel on the side of the input.</param>
/// <param name="Output">The pixel on the side of the result.</param>
/// <param name="Number">The tap, line by line.</param>
internal readonly record struct Tap((int Line, int Column) Input, (int Line, int Column) Output, int Number);
