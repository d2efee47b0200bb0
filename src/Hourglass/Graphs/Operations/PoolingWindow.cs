using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

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
        ShapeException.Require(Height.CanPool && Width.CanPool, "a window and a stride of at least 1 pixel, and less padding than the window covers");
        ShapeException.Require(
            Height.Outputs(size.Height) > 0 && Width.Outputs(size.Width) > 0, $"pictures of at least {Height.Size} x {Width.Size} pixels, the padding counted");
        return new PictureSize(Height.Outputs(size.Height), Width.Outputs(size.Width), size.Channels).ToShape(input);
    }
}
