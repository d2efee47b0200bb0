using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_ijc = v_(argmax of x_(.)c in the window at ij): <c>[batch, height, width, channels] (x), the same (v) -> [batch, places, places, channels]</c>;
/// the first of equal ones, line by line, as in PyTorch. Padding is never chosen. With v = x it is the largest number of each window; the values of another
/// picture at those places are what its gradient has as gradient. Sizes as in <see cref="WindowAxis.Outputs"/>. Gradient: <see cref="MaxPoolGradient"/>.
/// </summary>
/// <param name="Window">The window.</param>
public sealed record MaxPool(PoolingWindow Window) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0] == inputs[1], "two batches of pictures of equal shapes");
        return Window.ShapeOf(inputs[0]);
    }

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(call.Node.Inputs[0].Shape), PictureSize.Of(call.Node.Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int place = 0; place < call.Output.Columns; place++)
            {
                call.Output[row, place] = call.Inputs[1][row, IndexOfLargest(call.Inputs[0], row, size, places, place)];
            }
        }
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) =>
        input == 1 ? node.Graph.Apply(new MaxPoolGradient(Window), node.Inputs[0], gradient) : null;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Shape.Columns * Window.Area;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string[] pooled = call.Graph.Add(2, "MaxPool", [call.ChannelsFirst(0)], Window.ToOnnx());
        string values = call.Node.Inputs[0] == call.Node.Inputs[1]
            ? pooled[0]
            : call.Graph.Add("Gather", call.Graph.Add("Reshape", call.ChannelsFirst(1), call.Graph.Integers(-1)), pooled[1]);
        return call.ChannelsLast(values);
    }

    /// <summary>Where in its picture the largest number of the window at a place is.</summary>
    internal int IndexOfLargest(ReferenceValue x, int row, PictureSize size, PictureSize places, int place)
    {
        int channel = place % size.Channels, largest = -1;
        (int top, int bottom) = Window.Height.At(place / places.Line, size.Height);
        (int left, int right) = Window.Width.At(place / size.Channels % places.Width, size.Width);
        for (int line = top; line < bottom; line++)
        {
            for (int column = left; column < right; column++)
            {
                int index = (((line * size.Width) + column) * size.Channels) + channel;
                if (largest < 0 || x[row, index] > x[row, largest]) largest = index;
            }
        }

        return largest;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(node.Inputs[0].Shape), PictureSize.Of(node.Shape));
        float* x = call.Inputs[0].At(row, 0), v = call.Inputs[1].At(row, 0), y = call.Output.At(row, 0);
        for (int line = 0; line < places.Height; line++)
        {
            (int top, int bottom) = Window.Height.At(line, size.Height);
            for (int column = 0; column < places.Width; column++, y += size.Channels)
            {
                (int left, int right) = Window.Width.At(column, size.Width);
                int corner = ((top * size.Width) + left) * size.Channels, width = (right - left) * size.Channels, height = bottom - top;
                for (int channel = first; channel < end; channel += V.Width)
                {
                    V.Store(y + channel, x == v
                        ? Largest<V>(x + corner + channel, height, size.Line, width, size.Channels)
                        : AtLargest<V>(x + corner + channel, v + corner + channel, height, size.Line, width, size.Channels));
                }
            }
        }
    }

    /// <summary>The largest numbers of a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe V Largest<V>(float* x, int height, int line, int width, int step) where V : unmanaged, ILanes<V>
    {
        V largest = V.Load(x);
        for (int i = 0; i < height; i++, x += line)
        {
            for (int j = 0; j < width; j += step) largest = V.Maximum(largest, V.Load(x + j));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V AtLargest<V>(float* x, float* v, int height, int line, int width, int step) where V : unmanaged, ILanes<V>
    {
        (V largest, V value) = (V.Load(x), V.Load(v));
        for (int i = 0; i < height; i++, x += line, v += line)
        {
            for (int j = 0; j < width; j += step)
            {
                V other = V.Load(x + j), isLarger = V.GreaterThan(other, largest);
                largest = V.Select(isLarger, other, largest);
                value = V.Select(isLarger, V.Load(v + j), value);
            }
        }

        return value;
    }
}
