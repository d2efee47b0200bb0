using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>A window that moves along one dimension of a picture.</summary>
/// <param name="Size">Pixels it covers, 1 or more.</param>
/// <param name="Stride">Pixels from one place to the next, 1 or more.</param>
/// <param name="Before">Padding before the first pixel, less than the size.</param>
/// <param name="After">Padding after the last pixel, less than the size.</param>
public readonly record struct WindowAxis(int Size, int Stride, int Before = 0, int After = 0)
{
    /// <summary>Padding as Keras's "same": a place for every <paramref name="stride"/> pixels begun, what is missing is half before and half after, the odd pixel after.</summary>
    /// <param name="size">Pixels the window covers.</param>
    /// <param name="stride">Pixels from one place to the next.</param>
    /// <param name="length">Pixels of the dimension.</param>
    public static WindowAxis Same(int size, int stride, int length)
    {
        int places = (length + stride - 1) / stride, missing = Math.Max(((places - 1) * stride) + size - length, 0);
        return new(size, stride, missing / 2, missing - (missing / 2));
    }

    /// <summary>Number of places: floor((length + padding - size) / stride) + 1, as in PyTorch and as Keras's "valid"; a rest at the end is left out.</summary>
    public int Places(int length) => length + Before + After < Size ? 0 : ((length + Before + After - Size) / Stride) + 1;

    internal bool IsPossible => Size > 0 && Stride > 0 && Before >= 0 && After >= 0 && Before < Size && After < Size;

    /// <summary>The pixels that the window covers at a place, those of the padding left out; never none.</summary>
    internal (int Begin, int End) At(int place, int length)
    {
        int begin = (place * Stride) - Before;
        return (Math.Max(begin, 0), Math.Min(begin + Size, length));
    }

    /// <summary>Whether each pixel is covered exactly once.</summary>
    internal bool Tiles(int length) => Size == Stride && Before == 0 && After == 0 && length % Size == 0;
}

/// <summary>A window that moves over a picture.</summary>
/// <param name="Height">Along the height.</param>
/// <param name="Width">Along the width.</param>
public readonly record struct PoolingWindow(WindowAxis Height, WindowAxis Width)
{
    /// <summary>Its settings in ONNX.</summary>
    internal OnnxAttribute[] ToOnnx() =>
    [
        new("kernel_shape", [Height.Size, Width.Size]), new("strides", [Height.Stride, Width.Stride]), new("pads", [Height.Before, Width.Before, Height.After, Width.After]),
    ];

    internal int Area => Height.Size * Width.Size;

    internal bool Tiles(PictureSize size) => Height.Tiles(size.Height) && Width.Tiles(size.Width);

    /// <summary>The result's shape.</summary>
    /// <exception cref="ShapeException">There is no place for the window, or it may lie in the padding altogether.</exception>
    internal Shape ShapeOf(Shape input)
    {
        PictureSize size = PictureSize.Of(input);
        ShapeException.Require(Height.IsPossible && Width.IsPossible, "a window and a stride of at least 1 pixel, and less padding than the window covers");
        ShapeException.Require(
            Height.Places(size.Height) > 0 && Width.Places(size.Width) > 0, $"pictures of at least {Height.Size} x {Width.Size} pixels, the padding counted");
        return new PictureSize(Height.Places(size.Height), Width.Places(size.Width), size.Channels).ToShape(input);
    }
}
