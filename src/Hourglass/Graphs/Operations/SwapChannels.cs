using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// A kernel of a convolution with channels and filters exchanged, <c>[height, width, channels / groups, filters] -> [height, width, filters / groups,
/// channels]</c>, and if asked for its taps in reverse order: the kernel of the adjoint convolution. Its own inverse.
/// </summary>
/// <param name="Groups">Parts of the channels; filters and channels are exchanged within each.</param>
/// <param name="Reverses">Whether the last tap becomes the first one, in both directions.</param>
public sealed record SwapChannels(int Groups, bool Reverses = false) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 1 && !inputs[0].IsBatch && inputs[0].Dimensions.Length == 4 && inputs[0].Features % Groups == 0, $"a kernel [height, width, channels, filters], its filters in {Groups} equal groups");
        return Shape.Fixed(inputs[0].Dimensions[0], inputs[0].Dimensions[1], inputs[0].Features / Groups, inputs[0].Dimensions[2] * Groups);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (int filters, int channels) = Sizes(call.Node);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            int tap = TapOf(call.Node, row / filters);
            for (int c = 0; c < call.Output.Columns; c++) call.Output[row, c] = call.Inputs[0][(tap * channels) + (c % channels), (c / channels * filters) + (row % filters)];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        (int filters, int channels) = Sizes(node);
        return (in KernelCall call) =>
        {
            (View x, View y) = (call.Inputs[0], call.Output);
            for (int row = 0; row < y.Rows;)
            {
                (int tap, int filter) = Math.DivRem(call.FirstRow + row, filters);
                View source = x.Block(TapOf(node, tap) * channels, channels);
                int rows = Groups == 1 ? Math.Min(y.Rows - row, filters - filter) : 1;
                if (Groups == 1) Transposition.Run(source, filter, y.Block(row, rows));
                else for (int c = 0; c < y.Columns; c++) *y.At(row, c) = *source.At(c % channels, (c / channels * filters) + filter);
                row += rows;
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.SwapChannels(Groups, Reverses);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (int filters, int channels) = Sizes(call.Node);
        (int height, int width) = (call.Node.Shape.Dimensions[0], call.Node.Shape.Dimensions[1]);
        string parts = call.Graph.Reshape(call[0], Shape.Fixed(height, width, channels, Groups, filters));
        string swapped = call.Graph.Reshape(call.Graph.Add("Transpose", [parts], new OnnxAttribute("perm", [0, 1, 4, 3, 2])), Shape.Fixed(call.Node.Shape.Dimensions.AsSpan()));
        if (!Reverses) return swapped;
        string last = call.Graph.Integers(-1, -1);
        return call.Graph.Add("Slice", swapped, last, call.Graph.Integers(-height - 1, -width - 1), call.Graph.Integers(0, 1), last);
    }

    private int TapOf(Node node, int tap) => Reverses ? (node.Shape.Dimensions[0] * node.Shape.Dimensions[1]) - 1 - tap : tap;

    // Filters and channels of a group of the operand.
    private (int Filters, int Channels) Sizes(Node node) => (node.Inputs[0].Shape.Features / Groups, node.Inputs[0].Shape.Dimensions[2]);
}
