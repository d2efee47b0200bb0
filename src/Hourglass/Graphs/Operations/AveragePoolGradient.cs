using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Each number of a gradient in equal shares at all pixels of its window, added up where windows overlap:
/// <c>[batch, places, places, channels] -> [batch, height, width, channels]</c>; the gradient of <see cref="AveragePool"/>, whose gradient is that one.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">Whether padding has its share, which is lost.</param>
/// <param name="Shape">The result's shape.</param>
public sealed record AveragePoolGradient(PoolingWindow Window, bool CountsPadding, Shape Shape) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0] == Window.ShapeOf(Shape), "a number for each place of the window");
        return Shape;
    }

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(Shape), PictureSize.Of(call.Node.Inputs[0].Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int place = 0; place < call.Inputs[0].Columns; place++)
            {
                (int top, int bottom) = Window.Height.At(place / places.Line, size.Height);
                (int left, int right) = Window.Width.At(place / size.Channels % places.Width, size.Width);
                double share = call.Inputs[0][row, place] / Pool.CountOf(bottom - top, right - left);
                for (int line = top; line < bottom; line++)
                {
                    for (int column = left; column < right; column++) call.Output[row, (((line * size.Width) + column) * size.Channels) + (place % size.Channels)] += share;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(Pool, gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Inputs[0].Shape.Columns * Window.Area;

    private AveragePool Pool => new(Window, CountsPadding);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(Shape), PictureSize.Of(node.Inputs[0].Shape));
        float* g = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
        bool adds = !Window.Tiles(size);
        if (adds) Clear(y, size, first, end);
        for (int line = 0; line < places.Height; line++)
        {
            (int top, int bottom) = Window.Height.At(line, size.Height);
            for (int column = 0; column < places.Width; column++, g += size.Channels)
            {
                (int left, int right) = Window.Width.At(column, size.Width);
                int corner = ((top * size.Width) + left) * size.Channels, width = (right - left) * size.Channels;
                V share = V.Broadcast(CountsPadding ? 1f / Window.Area : 1f / ((bottom - top) * (right - left)));
                for (int channel = first; channel < end; channel += V.Width)
                    Spread(V.Load(g + channel) * share, y + corner + channel, adds, bottom - top, size.Line, width, size.Channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Spread<V>(V share, float* y, bool adds, int height, int line, int width, int step) where V : unmanaged, ILanes<V>
    {
        for (int i = 0; i < height; i++, y += line)
        {
            for (int j = 0; j < width; j += step) V.Store(y + j, adds ? V.Load(y + j) + share : share);
        }
    }
}
