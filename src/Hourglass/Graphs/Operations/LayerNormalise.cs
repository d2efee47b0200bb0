using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = scale (x - mean) / sqrt(variance + epsilon) + offset with mean and variance of the channels of each pixel:
/// <c>[batch, height, width, channels] (x), [channels] (scale), [channels] (offset) -> [batch, height, width, channels]</c>. Source: Ba, Kiros and Hinton 2016, equations 3 and 4.
/// Fused gradient: <see cref="LayerNormaliseGradient"/> and <see cref="LayerNormaliseSums"/>.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalise(double Epsilon) : Operation
{
    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 3, "pictures, and scale and offset of each channel");
        BatchNormalise.Require(inputs[0], inputs[1..]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int channels = call.Node.Shape.Features;
        for (int i = 0; i < call.Output.Values.Length; i++)
        {
            (double mean, double inverse) = Define(call.Inputs[0], i / channels, channels, Epsilon);
            call.Output.Values[i] = ((call.Inputs[0].Values[i] - mean) * inverse * call.Inputs[1].Values[i % channels]) + call.Inputs[2].Values[i % channels];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);

        // The pixels of all pictures of the block are one run.
        return (in KernelCall call) => PixelKernels.Normalise<V>(
            call.Inputs[0].Data, call.Inputs[1].Data, call.Inputs[2].Data, (float)Epsilon, call.Output.Rows * size.Pixels, size.Channels, call.Output.Data);
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node x, int channels) = (node.Inputs[0], node.Shape.Features);
        Node sums = node.Graph.Apply(new LayerNormaliseSums(Epsilon), x, gradient);
        return input == 0
            ? node.Graph.Apply(new LayerNormaliseGradient(), x, gradient, node.Inputs[1], sums)
            : sums.TakeColumns(input == 1 ? 0 : channels, channels).SumRows();
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 7L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (OnnxGraph graph, OnnxAttribute channels, OnnxAttribute keep) = (call.Graph, new("axes", [call.Node.Shape.Dimensions.Length]), new("keepdims", 1));
        string centred = graph.Add("Sub", call[0], graph.Add("ReduceMean", [call[0]], channels, keep));
        string variance = graph.Add("ReduceMean", [graph.Add("Mul", centred, centred)], channels, keep);
        string normalised = graph.Add("Div", centred, graph.Add("Sqrt", graph.Add("Add", variance, graph.Number(Epsilon))));
        return graph.Add("Add", graph.Add("Mul", normalised, call[1]), call[2]);
    }

    /// <summary>Mean and 1 / sqrt(variance + epsilon) of a pixel, by definition.</summary>
    internal static (double Mean, double Inverse) Define(ReferenceValue x, int pixel, int channels, double epsilon)
    {
        ReadOnlySpan<double> values = x.Values.AsSpan(pixel * channels, channels);
        double mean = 0, variance = 0;
        foreach (double value in values) mean += value / channels;
        foreach (double value in values) variance += (value - mean) * (value - mean) / channels;
        return (mean, 1 / Math.Sqrt(variance + epsilon));
    }
}
