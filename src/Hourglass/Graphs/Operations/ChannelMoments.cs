using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Mean and mean squared deviation of each channel of each picture, all means first: <c>[batch, height, width, channels] -> [batch, 2 channels]</c>.
/// Has no gradient: that of <see cref="BatchNormalise"/> contains it.
/// </summary>
public sealed record ChannelMoments : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one batch of pictures");
        return Shape.Batch(2 * PictureSize.Of(inputs[0]).Channels);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize size = PictureSize.Of(call.Node.Inputs[0].Shape);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int channel = 0; channel < size.Channels; channel++)
            {
                double mean = 0, variance = 0;
                for (int i = channel; i < call.Inputs[0].Columns; i += size.Channels) mean += call.Inputs[0][row, i] / size.Pixels;
                for (int i = channel; i < call.Inputs[0].Columns; i += size.Channels) variance += Math.Pow(call.Inputs[0][row, i] - mean, 2) / size.Pixels;
                (call.Output[row, channel], call.Output[row, size.Channels + channel]) = (mean, variance);
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
                ChannelKernels.Moments<V>(call.Inputs[0].At(row, 0), size.Pixels, size.Channels, call.Output.At(row, 0), call.Output.At(row, size.Channels));
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 4L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (OnnxGraph graph, PictureSize size) = (call.Graph, PictureSize.Of(call.Node.Inputs[0].Shape));
        OnnxAttribute pixels = new("axes", [1]), keep = new("keepdims", 1);
        string x = graph.Reshape(call[0], Shape.Batch(size.Pixels, size.Channels)), mean = graph.Add("ReduceMean", [x], pixels, keep), centred = graph.Add("Sub", x, mean);
        string variance = graph.Add("ReduceMean", [graph.Add("Mul", centred, centred)], pixels, keep);
        return graph.Reshape(graph.Add("Concat", [mean, variance], new OnnxAttribute("axis", 2)), call.Node.Shape);
    }
}
