using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Convolution as networks mean it (a cross-correlation): <c>[batch, height, width, channels], [kernel height, kernel width, channels / groups,
/// filters] (+ [filters]) -> [batch, outputs, outputs, filters]</c>,
/// <code>y(i, j, f) = b(f) + sum over taps k, l and channels c of x(i s - p + k d, j s - p + l d, c) w(k, l, c, f)</code>
/// with stride s, padding p and dilation d of the <paramref name="Window"/>, as PyTorch's conv2d; a sequence <c>[batch, positions, channels]</c> is a picture of height 1. With groups, filters and channels are cut into as many parts and
/// each part of the filters sees its part of the channels. Gradients: <see cref="ConvolveTransposed"/> and <see cref="KernelGradientRows"/>.
/// </summary>
/// <param name="Window">How the kernel moves.</param>
/// <param name="Groups">Parts of the channels, 1 for an ordinary convolution, as many as channels for a depthwise one.</param>
public sealed record Convolve(Window Window, int Groups = 1) : ConvolutionOperation(Window, Groups)
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Shape shape = Window.Outputs(inputs[0], inputs[^1].Features);
        RequireKernel(inputs);
        return shape;
    }

    /// <inheritdoc/>
    internal override IEnumerable<Tap> Taps(PictureSize x, PictureSize y) => Window.Taps(x, y);

    /// <inheritdoc/>
    public override int WorkingFloats(Node node)
    {
        var walk = new ConvolutionWalk(Window, Groups, node.Inputs[0].Shape, node.Shape);
        return LinesFloats(walk) + ProductOf(walk, node).WorkingFloats;
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        var walk = new ConvolutionWalk(Window, Groups, node.Inputs[0].Shape, node.Shape);
        KernelProduct product = ProductOf(walk, node);
        int lines = LinesFloats(walk);
        return (in KernelCall call) =>
        {
            product.Prepare(call.Inputs[1], call.Working + lines);
            float* bias = call.Inputs.Length > 2 ? call.Inputs[2].Data : null;
            for (int row = 0; row < call.Output.Rows; row++) Run<V>(walk, product, call.Inputs[0].At(row, 0), call.Inputs[1], bias, call.Output.At(row, 0), call.Working, call.Working + lines);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => input switch
    {
        0 => gradient.PictureGradient(node.Inputs[1], Window, Groups, node.Inputs[0].Shape),
        1 => node.Inputs[0].KernelGradient(gradient, Window, Groups),
        _ => gradient.SumPositions().SumRows(),
    };

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * node.Inputs[1].Shape.FixedRows;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        OnnxGraph graph = call.Graph;
        string kernel = graph.Add("Transpose", [call[1]], new OnnxAttribute("perm", [3, 2, 0, 1])), pictures = call.ChannelsFirst(0);
        ReadOnlySpan<string> inputs = call.Node.Inputs.Length > 2 ? [pictures, kernel, call[2]] : [pictures, kernel];
        return call.ChannelsLast(graph.Add("Conv", inputs, Window.ToOnnx(Groups)));
    }

    private static int LinesFloats(ConvolutionWalk walk) => walk.Lines.Floats(walk.Output.Height, walk.Window.Vertical.Extent, walk.Window.Vertical.Stride);

    private static KernelProduct ProductOf(ConvolutionWalk walk, Node node) => new(walk.Groups, walk.Input.Channels, node.Inputs[1].Shape, walk.Depth());

    // One picture: some lines of it with zeros around, and all lines of the result that follow from them.
    private static unsafe void Run<V>(ConvolutionWalk walk, KernelProduct product, float* x, View w, float* bias, float* y, float* working, float* prepared) where V : unmanaged, ILanes<V>
    {
        (WindowAxis vertical, WindowAxis horizontal) = (walk.Window.Vertical, walk.Window.Horizontal);
        (int filters, int pixels) = (walk.Output.Channels, walk.Output.Width);
        int group = walk.Lines.Windows(walk.Output.Height, vertical.Extent, vertical.Stride);
        for (int first = 0; first < walk.Output.Height; first += group)
        {
            int lines = Math.Min(group, walk.Output.Height - first);
            float* from = walk.Lines.At(x, (first * vertical.Stride) - vertical.Before, ((lines - 1) * vertical.Stride) + vertical.Extent, working);
            var pictures = new MatrixProduct<V>.Left(from, horizontal.Stride * walk.Input.Channels, 1) { LineStride = vertical.Stride * walk.Lines.Pitch };
            var line = new View(y + ((nint)first * pixels * filters), pixels, filters, filters, filters, 0);
            product.Run(pictures, w, prepared, new MatrixProduct<V>.Result(line, lines, pixels * filters, filters), bias);
        }
    }
}
