using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// The mean of each window: <c>[batch, height, width, channels] -> [batch, places, places, channels]</c>. Padding counts as zeros (PyTorch's
/// default, <c>count_include_pad</c>) or not at all (Keras's "same"). Sizes as in <see cref="WindowAxis.Outputs"/>. Gradient: <see cref="AveragePoolGradient"/>.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">Whether padding counts as zeros.</param>
public sealed record AveragePool(PoolingWindow Window, bool CountsPadding) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one batch of pictures");
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
                (int top, int bottom) = Window.Height.At(place / places.Line, size.Height);
                (int left, int right) = Window.Width.At(place / size.Channels % places.Width, size.Width);
                double sum = 0;
                for (int line = top; line < bottom; line++)
                {
                    for (int column = left; column < right; column++) sum += call.Inputs[0][row, (((line * size.Width) + column) * size.Channels) + (place % size.Channels)];
                }

                call.Output[row, place] = sum / CountOf(bottom - top, right - left);
            }
        }
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        node.Graph.Apply(new AveragePoolGradient(Window, CountsPadding, node.Inputs[0].Shape), gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Shape.Columns * Window.Area;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.ChannelsLast(call.Graph.Add(
        "AveragePool", [call.ChannelsFirst(0)], [.. Window.ToOnnx(), new OnnxAttribute("count_include_pad", CountsPadding ? 1 : 0)]));

    /// <summary>What the sum over so many pixels is divided by.</summary>
    internal int CountOf(int height, int width) => CountsPadding ? Window.Area : height * width;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        (PictureSize size, PictureSize places) = (PictureSize.Of(node.Inputs[0].Shape), PictureSize.Of(node.Shape));
        float* x = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
        for (int line = 0; line < places.Height; line++)
        {
            (int top, int bottom) = Window.Height.At(line, size.Height);
            for (int column = 0; column < places.Width; column++, y += size.Channels)
            {
                (int left, int right) = Window.Width.At(column, size.Width);
                int corner = ((top * size.Width) + left) * size.Channels, width = (right - left) * size.Channels, height = bottom - top;
                V share = V.Broadcast(1f / CountOf(height, right - left));
                for (int channel = first; channel < end; channel += V.Width) V.Store(y + channel, Sum<V>(x + corner + channel, height, size.Line, width, size.Channels) * share);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V Sum<V>(float* x, int height, int line, int width, int step) where V : unmanaged, ILanes<V>
    {
        V sum = V.Broadcast(0f);
        for (int i = 0; i < height; i++, x += line)
        {
            for (int j = 0; j < width; j += step) sum += V.Load(x + j);
        }

        return sum;
    }
}
