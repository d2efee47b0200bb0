using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// What each picture adds to the gradient of a kernel: <c>[batch, height, width, channels] (x), [batch, outputs, outputs, filters] (dy) -> [batch,
/// kernel height * kernel width * channels / groups * filters]</c>, the sum over the places of x(i s - p + k d, j s - p + l d, c) dy(i, j, f). Used through
/// <see cref="Convolutions.KernelGradient"/>, which adds up the rows; only then has it a gradient.
/// </summary>
/// <param name="Window">How the kernel moves.</param>
/// <param name="Groups">Parts of the channels.</param>
public sealed record KernelGradientRows(Window Window, int Groups) : Operation
{
    // Pixels of the result that a tile walks along in one go: what it reads of them stays in the first cache.
    private const int MostPixels = 256;

    /// <inheritdoc/>
    public override string Name => "Kernel gradient";

    /// <inheritdoc/>
    public override bool CanAddRows => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[1] == Window.Outputs(inputs[0], inputs[1].Features), "pictures and what a convolution makes of them");
        ShapeException.Require(inputs[0].Features % Groups == 0 && inputs[1].Features % Groups == 0, $"channels and filters in {Groups} equal groups");
        return Shape.Batch(Convolutions.KernelShape(Window, inputs[0].Features / Groups, inputs[1].Features).Count);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureShape x = PictureShape.Of(call.Node.Inputs[0].Shape), y = PictureShape.Of(call.Node.Inputs[1].Shape);
        int channels = x.Channels / Groups, filters = y.Channels / Groups;
        for (int row = 0; row < call.Output.Rows; row++)
        {
            foreach (Tap tap in Window.Taps(x, y))
            {
                for (int c = 0; c < channels; c++)
                {
                    for (int filter = 0; filter < y.Channels; filter++)
                    {
                        call.Output[row, (((tap.Number * channels) + c) * y.Channels) + filter] +=
                            call.Inputs[0][row, x.At(tap.Input) + (filter / filters * channels) + c] * call.Inputs[1][row, y.At(tap.Output) + filter];
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override int WorkingFloats(Node node)
    {
        var walk = new ConvolutionWalk(Window, Groups, node.Inputs[0].Shape, node.Inputs[1].Shape);
        return walk.Lines.Floats(Lines(walk), Window.Vertical.Extent, Window.Vertical.Stride);
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        var walk = new ConvolutionWalk(Window, Groups, node.Inputs[0].Shape, node.Inputs[1].Shape);
        return (in KernelCall call) =>
        {
            (View x, View y) = (call.Inputs[0], call.Inputs[1]);
            bool adds = call.Output.Rows < x.Rows;
            for (int row = 0; row < x.Rows; row++) Run<V>(walk, x.At(row, 0), y.At(row, 0), call.Output.At(adds ? 0 : row, 0), isFirst: !adds || row == 0, call.Working);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        // The rows are only ever added up, so the gradient is the same for each: that of the kernel's gradient, spread over the rows.
        if (gradient.Operation is not SpreadRows) throw new InvalidOperationException("The rows of a kernel's gradient are read one by one.");
        (Node x, Node y) = (node.Inputs[0], node.Inputs[1]);
        Node kernel = gradient.Inputs[0];
        return input == 0 ? y.ConvolveTransposed(kernel.SwapChannels(Groups), Window, Groups, x.Shape) : x.Convolve(kernel, Window, Groups);
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * (node.Inputs[1].Shape.Columns / node.Inputs[1].Shape.Features);

    private static int Lines(ConvolutionWalk walk) =>
        Math.Min(walk.Lines.Windows(walk.Output.Height, walk.Window.Vertical.Extent, walk.Window.Vertical.Stride), Math.Max(1, MostPixels / walk.Output.Width));

    // One picture, some lines at a time: rows of the product are neighbouring taps and channels, its depth is the pixels of these lines.
    private static unsafe void Run<V>(ConvolutionWalk walk, float* x, float* y, float* sums, bool isFirst, float* working) where V : unmanaged, ILanes<V>
    {
        (WindowAxis vertical, WindowAxis horizontal) = (walk.Window.Vertical, walk.Window.Horizontal);
        (int channels, int filters, int pixels, int group) = (walk.Input.Channels, walk.Output.Channels, walk.Output.Width, Lines(walk));
        (int own, int ownFilters, int taps) = (channels / walk.Groups, filters / walk.Groups, walk.TapsInOnePiece);
        Span<Stretch> depth = stackalloc Stretch[group];
        for (int first = 0; first < walk.Output.Height; first += group, isFirst = false)
        {
            int lines = Math.Min(group, walk.Output.Height - first);
            float* from = walk.Lines.At(x, (first * vertical.Stride) - vertical.Before, ((lines - 1) * vertical.Stride) + vertical.Extent, working);
            var right = new View(y + ((nint)first * pixels * filters), lines * pixels, filters, filters, filters, 0);
            for (int line = 0; line < lines; line++) depth[line] = new(line * vertical.Stride * walk.Lines.Pitch, line * pixels, pixels);
            for (int tap = 0; tap < vertical.Size * horizontal.Size; tap += taps)
            {
                float* seen = from + (tap / horizontal.Size * vertical.Dilation * walk.Lines.Pitch) + (tap % horizontal.Size * horizontal.Dilation * channels);
                for (int part = 0; part < walk.Groups; part++)
                {
                    var result = new View(sums + ((nint)tap * own * filters) + (part * ownFilters), taps * own, ownFilters, filters, ownFilters, 0);
                    var left = new MatrixProduct<V>.Left(seen + (part * own), 1, horizontal.Stride * channels);
                    MatrixProduct<V>.Run(left, depth[..lines], right, part * ownFilters, new(result, 1, 0, ownFilters), isFirst ? default : new(result.Data, filters));
                }
            }
        }
    }
}
