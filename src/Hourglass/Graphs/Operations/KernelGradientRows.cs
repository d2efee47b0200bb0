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
        PictureSize x = PictureSize.Of(call.Node.Inputs[0].Shape), y = PictureSize.Of(call.Node.Inputs[1].Shape);
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
        var walk = new KernelGradientWalk(Window, Groups, node.Inputs[0].Shape, node.Inputs[1].Shape);
        return walk.LinesFloats + (walk.IsTurned ? node.Shape.Columns : 0);
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        var walk = new KernelGradientWalk(Window, Groups, node.Inputs[0].Shape, node.Inputs[1].Shape);
        return (in KernelCall call) =>
        {
            (View x, View dy, View output) = (call.Inputs[0], call.Inputs[1], call.Output);
            int pictures = x.Rows / output.Rows;
            for (int row = 0; row < x.Rows; row++)
            {
                float* own = output.At(row / pictures, 0), sums = walk.IsTurned ? call.Working + walk.LinesFloats : own;
                walk.Add<V>(x.At(row, 0), dy.At(row, 0), sums, isFirst: row % pictures == 0, call.Working);
                if (walk.IsTurned && (row + 1) % pictures == 0) walk.TurnBack(sums, own);
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        // The rows are only ever added up, so the gradient is the same for each: that of the kernel's gradient, spread over the rows.
        if (gradient.Operation is not SpreadRows) throw new InvalidOperationException("The rows of a kernel's gradient are read one by one.");
        (Node x, Node y) = (node.Inputs[0], node.Inputs[1]);
        Node kernel = gradient.Inputs[0];
        return input == 0 ? y.PictureGradient(kernel, Window, Groups, x.Shape) : x.Convolve(kernel, Window, Groups);
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 2L * rows * node.Shape.Columns * (node.Inputs[1].Shape.Columns / node.Inputs[1].Shape.Features);
}
