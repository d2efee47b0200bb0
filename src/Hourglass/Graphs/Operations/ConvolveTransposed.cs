using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Transposed convolution, the adjoint of <see cref="Convolve"/> in the pictures: <c>[batch, height, width, channels], [kernel height, kernel width,
/// channels / groups, filters] (+ [filters]) -> [batch, Height, Width, filters]</c>,
/// <code>y(i s - p + k d, j s - p + l d, f) = b(f) + sum of x(i, j, c) w(k, l, c, f)</code>
/// over all i, j, k, l, c that give the same place, as PyTorch's conv_transpose2d; what falls beyond the result is left out. With stride s it is s x s
/// ordinary convolutions, one for each place of a result within a stride, so that no zero is multiplied.
/// </summary>
/// <param name="Window">How the kernel of the convolution that this one is the adjoint of moves over the result.</param>
/// <param name="Groups">Parts of the channels.</param>
/// <param name="Height">Lines of the result: a number of which the window makes as many outputs as the input has lines.</param>
/// <param name="Width">Pixels of a line of the result, likewise.</param>
public sealed record ConvolveTransposed(Window Window, int Groups, int Height, int Width) : ConvolutionOperation(Window, Groups)
{
    /// <inheritdoc/>
    public override string Name => "Transposed convolution";

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(Height >= 1 && Width >= 1, "a result of one pixel or more");
        Shape result = new PictureSize(Height, Width, inputs[^1].Features).ToShape(inputs[0]);
        ShapeException.Require(
            inputs[0] == Window.Outputs(result, inputs[0].Features), $"pictures as a convolution makes them of {Height} x {Width} pixels: {Window.Outputs(result, inputs[0].Features)}");
        RequireKernel(inputs);
        return result;
    }

    /// <inheritdoc/>
    internal override IEnumerable<Tap> Taps(PictureSize x, PictureSize y) => Window.Taps(y, x).Select(tap => new Tap(tap.Output, tap.Input, tap.Number));

    /// <inheritdoc/>
    public override int WorkingFloats(Node node)
    {
        TransposedWalk walk = WalkOf(node);
        return walk.LinesFloats + walk.Phases[0].Product.WorkingFloats;
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        TransposedWalk walk = WalkOf(node);
        return (in KernelCall call) =>
        {
            float* prepared = call.Working + walk.LinesFloats;
            walk.Phases[0].Product.Prepare(call.Inputs[1], prepared);
            float* bias = call.Inputs.Length > 2 ? call.Inputs[2].Data : null;
            for (int row = 0; row < call.Output.Rows; row++) Run<V>(walk, call.Inputs[0].At(row, 0), call.Inputs[1], bias, call.Output.At(row, 0), call.Working, prepared);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => input switch
    {
        0 => gradient.Convolve(node.Inputs[1].SwapChannels(Groups), Window, Groups),
        1 => gradient.KernelGradient(node.Inputs[0], Window, Groups).SwapChannels(Groups),
        _ => gradient.SumPositions().SumRows(),
    };

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Inputs[0].Shape.Columns / Groups * node.Shape.Features * Window.Vertical.Size * Window.Horizontal.Size;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // ONNX has the kernel as [channels, filters / groups, height, width].
        (OnnxGraph graph, Shape x, Shape w) = (call.Graph, call.Node.Inputs[0].Shape, call.Node.Inputs[1].Shape);
        PictureSize size = PictureSize.Of(x);
        (int height, int width, int filters) = (Window.Vertical.Size, Window.Horizontal.Size, w.Features / Groups);
        string kernel = graph.Reshape(call[1], Shape.Fixed(height, width, x.Features / Groups, Groups, filters));
        kernel = graph.Reshape(graph.Add("Transpose", [kernel], new OnnxAttribute("perm", [3, 2, 4, 0, 1])), Shape.Fixed(x.Features, filters, height, width));
        string pictures = call.ChannelsFirst(0);
        ReadOnlySpan<string> inputs = call.Node.Inputs.Length > 2 ? [pictures, kernel, call[2]] : [pictures, kernel];
        var room = new OnnxAttribute("output_padding", [Beyond(Window.Vertical, size.Height, Height), Beyond(Window.Horizontal, size.Width, Width)]);
        return call.ChannelsLast(graph.Add("ConvTranspose", inputs, [.. Window.ToOnnx(Groups), room]));
    }

    // Lines of the result beyond the smallest number that gives as many outputs.
    private static int Beyond(WindowAxis axis, int outputs, int inputs) => inputs - (((outputs - 1) * axis.Stride) - axis.Before - axis.After + axis.Extent);

    private TransposedWalk WalkOf(Node node) => new(Window, Groups, node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);

    // One picture: some lines of it with zeros around, and all places of the result that follow from them, phase by phase.
    private static unsafe void Run<V>(TransposedWalk walk, float* x, View w, float* bias, float* y, float* working, float* prepared) where V : unmanaged, ILanes<V>
    {
        (PictureSize input, PictureSize output) = (walk.Input, walk.Output);
        (int down, int across) = (walk.Window.Vertical.Stride, walk.Window.Horizontal.Stride);
        for (int first = 0; first < walk.Vertical.Places(0); first += walk.Group)
        {
            float* from = walk.Lines.At(x, first + walk.Vertical.First, walk.LinesSeen, working);
            foreach (TransposedPhase phase in walk.Phases)
            {
                int lines = Math.Min(walk.Group, walk.Vertical.Places(phase.Line) - first), pixels = walk.Horizontal.Places(phase.Column);
                if (lines <= 0 || pixels <= 0) continue;
                var pictures = new MatrixProduct<V>.Left(from, input.Channels, 1) { LineStride = walk.Lines.Pitch };
                float* to = y + (((((nint)first * down) + phase.Line) * output.Width) + phase.Column) * output.Channels;
                var line = new View(to, pixels, output.Channels, across * output.Channels, output.Channels, 0);
                phase.Product.Run(pictures, w, prepared, new MatrixProduct<V>.Result(line, lines, down * output.Width * output.Channels, output.Channels), bias);
            }
        }
    }
}
