using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Each number of a gradient at the place of the largest x of its window, zeros elsewhere, added up where windows overlap:
/// <c>[batch, height, width, channels] (x), [batch, places, places, channels] (g) -> [batch, height, width, channels]</c>; the gradient of
/// <see cref="MaxPool"/>. The places are found anew: reading x again costs less than writing and reading an index for each window.
/// </summary>
/// <param name="Window">The window.</param>
public sealed record MaxPoolGradient(PoolingWindow Window) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[1] == Window.ShapeOf(inputs[0]), "a batch of pictures, and a number for each place of the window");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(call.Node.Shape), PictureSize.Of(call.Node.Inputs[1].Shape));
        var pool = new MaxPool(Window);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int place = 0; place < call.Inputs[1].Columns; place++)
            {
                call.Output[row, pool.IndexOfLargest(call.Inputs[0], row, size, places, place)] += call.Inputs[1][row, place];
            }
        }
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => input == 1 ? node.Graph.Apply(new MaxPool(Window), node.Inputs[0], gradient) : null;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Inputs[1].Shape.Columns * Window.Area;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(node.Shape), PictureSize.Of(node.Inputs[1].Shape));
        float* x = call.Inputs[0].At(row, 0), g = call.Inputs[1].At(row, 0), y = call.Output.At(row, 0);
        bool adds = !Window.Tiles(size);
        if (adds) Clear(y, size, first, end);
        for (int line = 0; line < places.Height; line++)
        {
            (int top, int bottom) = Window.Height.At(line, size.Height);
            for (int column = 0; column < places.Width; column++, g += size.Channels)
            {
                (int left, int right) = Window.Width.At(column, size.Width);
                int corner = ((top * size.Width) + left) * size.Channels, width = (right - left) * size.Channels, height = bottom - top;
                for (int channel = first; channel < end; channel += V.Width)
                {
                    Place(x + corner + channel, V.Load(g + channel), y + corner + channel, adds, height, size.Line, width, size.Channels);
                }
            }
        }
    }

    // The gradient is spent where it has been placed, so that only the first of equal numbers has it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Place<V>(float* x, V gradient, float* y, bool adds, int height, int line, int width, int step) where V : unmanaged, ILanes<V>
    {
        V largest = MaxPool.Largest<V>(x, height, line, width, step), zero = V.Broadcast(0f);
        for (int i = 0; i < height; i++, x += line, y += line)
        {
            for (int j = 0; j < width; j += step)
            {
                V isSmaller = V.GreaterThan(largest, V.Load(x + j)), placed = V.Select(isSmaller, zero, gradient);
                V.Store(y + j, adds ? V.Load(y + j) + placed : placed);
                gradient = V.Select(isSmaller, gradient, zero);
            }
        }
    }
}
