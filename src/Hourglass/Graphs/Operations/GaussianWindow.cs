using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_p = sum over k of w_k x_(p + k - Padding) along one side of a picture, <c>[batch, height, width, channels]</c>, zeros beyond its edges; the weights
/// w_k are those of a normal distribution in the middle of the window and sum to 1. One after the other along both sides it is a Gaussian blur.
/// A side of n pixels becomes n + 2 Padding - Size + 1: Padding 0 is what is called "valid". The weights are symmetric, so the gradient is the same
/// operation with Size - 1 - Padding.
/// </summary>
/// <param name="Side">0: along the height; 1: along the width.</param>
/// <param name="Size">Pixels in the window.</param>
/// <param name="Deviation">Standard deviation of the weights, in pixels.</param>
/// <param name="Padding">Zeros before the first pixel and behind the last, 0 to Size - 1.</param>
public sealed record GaussianWindow(int Side, int Size, double Deviation, int Padding) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 3, "a batch of pictures [batch, height, width, channels]");
        ShapeException.Require(Side is 0 or 1 && Size >= 1 && Deviation > 0 && Padding >= 0 && Padding < Size, "side 0 or 1, a window of at least one pixel, a deviation above 0, padding below the window");
        int[] sides = [.. inputs[0].Dimensions];
        sides[Side] += (2 * Padding) - Size + 1;
        ShapeException.Require(sides[Side] >= 1, $"a window of {Size} pixels fits into the picture");
        return Shape.Batch(sides);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        double[] weights = Weights();
        (int before, int from, int to, int behind) = Extents(call.Node);
        (double[] x, double[] y) = (call.Inputs[0].Values, call.Output.Values);
        for (int line = 0; line < call.Output.Rows * before; line++)
        {
            for (int place = 0; place < to; place++)
            {
                for (int k = Math.Max(0, Padding - place); k < Math.Min(Size, from + Padding - place); k++)
                {
                    for (int i = 0; i < behind; i++) y[(((line * to) + place) * behind) + i] += weights[k] * x[(((line * from) + place + k - Padding) * behind) + i];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        (int before, int from, int to, int behind) = Extents(node);
        float[] weights = Array.ConvertAll(Weights(), weight => (float)weight);
        return (in KernelCall call) =>
        {
            fixed (float* w = weights)
            {
                for (int row = 0; row < call.Output.Rows; row++)
                {
                    for (int line = 0; line < before; line++)
                        RunLine<V>(call.Inputs[0].At(row, 0) + ((nint)line * from * behind), from, call.Output.At(row, 0) + ((nint)line * to * behind), to, behind, w);
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(this with { Padding = Size - 1 - Padding }, gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * Size;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // Seen as one grey picture whose lines hold all channels: along the width the window leaps from a pixel's number to that of the next.
        Shape picture = call.Node.Inputs[0].Shape;
        int channels = picture.Features;
        string plane = call.Graph.Reshape(call[0], Shape.Batch(1, picture.Dimensions[0], picture.Dimensions[1] * channels));
        string weights = call.Graph.Tensor(
            FormattableString.Invariant($"gaussian.{Side}.{Size}.{Deviation}"), Side == 0 ? Shape.Fixed(1, 1, Size, 1) : Shape.Fixed(1, 1, 1, Size), Array.ConvertAll(Weights(), weight => (float)weight));
        long[] pads = Side == 0 ? [Padding, 0, Padding, 0] : [0, Padding * channels, 0, Padding * channels];
        return call.Graph.Reshape(call.Graph.Add("Conv", [plane, weights], new OnnxAttribute("dilations", [1, Side == 0 ? 1 : channels]), new OnnxAttribute("pads", pads)), call.Node.Shape);
    }

    private double[] Weights()
    {
        double[] weights = [.. Enumerable.Range(0, Size).Select(k => Math.Exp(-0.5 * Math.Pow((k - ((Size - 1) / 2.0)) / Deviation, 2)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    // A row as [lines before the side, the side before and after, numbers behind each of its places].
    private (int Before, int From, int To, int Behind) Extents(Node node)
    {
        Shape picture = node.Inputs[0].Shape;
        int width = picture.Dimensions[1] * picture.Features;
        return Side == 0 ? (1, picture.Dimensions[0], node.Shape.Dimensions[0], width) : (picture.Dimensions[0], picture.Dimensions[1], node.Shape.Dimensions[1], picture.Features);
    }

    // Places whose window lies inside are one run of memory; at the edges the window is cut, place by place.
    private unsafe void RunLine<V>(float* x, int from, float* y, int to, nint behind, float* weights) where V : unmanaged, ILanes<V>
    {
        int inside = Math.Min(Padding, to), outside = Math.Max(inside, Math.Min(to, from - Size + 1 + Padding));
        for (int place = 0; place < inside; place++) RunCut<V>(x, from, y, place, behind, weights);
        if (outside > inside) Run<V>(x + ((inside - Padding) * behind), y + (inside * behind), (outside - inside) * behind, weights, Size, behind);
        for (int place = outside; place < to; place++) RunCut<V>(x, from, y, place, behind, weights);
    }

    private unsafe void RunCut<V>(float* x, int from, float* y, int place, nint behind, float* weights) where V : unmanaged, ILanes<V>
    {
        int first = Math.Max(0, Padding - place), end = Math.Min(Size, from + Padding - place);
        Run<V>(x + ((place + first - Padding) * behind), y + (place * behind), behind, weights + first, Math.Max(0, end - first), behind);
    }

    // A lane is one number of the result; its sum stays in its lane, in the order of the window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<V>(float* x, float* y, nint count, float* weights, int taps, nint step) where V : unmanaged, ILanes<V>
    {
        nint lane = 0;
        for (; lane + (2 * V.Width) <= count; lane += 2 * V.Width)
        {
            V first = V.Broadcast(0f), second = first;
            for (int k = 0; k < taps; k++)
            {
                V weight = V.Broadcast(weights[k]);
                first = V.MultiplyAdd(weight, V.Load(x + lane + (k * step)), first);
                second = V.MultiplyAdd(weight, V.Load(x + lane + (k * step) + V.Width), second);
            }

            V.Store(y + lane, first);
            V.Store(y + lane + V.Width, second);
        }

        for (; lane + V.Width <= count; lane += V.Width) RunOne<V>(x + lane, y + lane, weights, taps, step);
        for (; lane < count; lane++) RunOne<ScalarLanes>(x + lane, y + lane, weights, taps, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void RunOne<V>(float* x, float* y, float* weights, int taps, nint step) where V : unmanaged, ILanes<V>
    {
        V sum = V.Broadcast(0f);
        for (int k = 0; k < taps; k++) sum = V.MultiplyAdd(V.Broadcast(weights[k]), V.Load(x + (k * step)), sum);
        V.Store(y, sum);
    }
}
