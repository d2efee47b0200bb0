using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A window of Size x Size pixels (of Size positions for sequences) that moves over each picture and gives one number a channel at each of its places.
/// Their number is floor((length + 2 Padding - Size) / Stride) + 1 in each direction, as in PyTorch and as Keras's "valid"; with <see cref="Same"/> it is
/// ceil(length / Stride), as Keras's "same".
/// </summary>
/// <param name="Size">Height and width of the window, 1 or more.</param>
public abstract record Pooling(int Size) : PictureLayer
{
    /// <summary>Pixels from one place to the next, 1 or more; the window's size by default.</summary>
    public int Stride { get; init; } = Size;

    /// <summary>Pixels of padding on every side, from 0 (default) to half the window's size.</summary>
    public int Padding { get; init; }

    /// <summary>Whether there is as much padding as Keras's "same" takes, the odd pixel below and on the right; false by default.</summary>
    public bool Same { get; init; }

    /// <inheritdoc/>
    protected sealed override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Size > 0, "size", Size, "a window of at least 1 pixel");
        Require(builder, Stride > 0, "stride", Stride, "a stride of at least 1 pixel");
        Require(builder, Padding >= 0 && Padding <= Size / 2, "padding", Padding, $"from 0 to half the window's size: {Size / 2}");
        Require(builder, !Same || Padding == 0, "padding", Padding, "0, where the padding is that of Keras's \"same\"");
        return Pool(input, WindowOver(input.Shape));
    }

    /// <summary>Applies the operation.</summary>
    /// <param name="input">Pictures, or a sequence.</param>
    /// <param name="window">The window.</param>
    protected abstract Node Pool(Node input, PoolingWindow window);

    /// <summary>The window over rows of a shape.</summary>
    private protected PoolingWindow WindowOver(Shape shape) => PictureSize.Of(shape) is var size && shape.Dimensions.Length == 3
        ? new(AxisOver(size.Height), AxisOver(size.Width))
        : new(new(1, 1), AxisOver(size.Width));

    private WindowAxis AxisOver(int length) => Same ? WindowAxis.Same(length, Size, Stride) : new(Size, Stride, Padding, Padding);
}
