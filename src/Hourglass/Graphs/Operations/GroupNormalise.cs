using System.Numerics.Tensors;
using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = scale (x - mean) / sqrt(variance + epsilon) + offset with mean and variance of each picture's groups of channels:
/// <c>[batch, height, width, channels] (x), [channels] (scale), [channels] (offset) -> [batch, height, width, channels]</c>. One group a channel is instance
/// normalisation; each pixel by itself: <see cref="LayerNormalise"/>. Source: Wu and He 2018, equations 1 to 6.
/// Fused gradient: <see cref="GroupNormaliseGradient"/> and <see cref="GroupNormaliseSums"/>.
/// </summary>
/// <param name="Statistics">What is normalised together.</param>
public sealed record GroupNormalise(GroupStatistics Statistics) : Operation
{
    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 3, "pictures, and scale and offset of each channel");
        Statistics.Require(inputs, 1);
        BatchNormalise.Require(inputs[0], inputs[1..]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize size = PictureSize.Of(call.Node.Shape);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            (double Mean, double Inverse)[] groups = Statistics.Define(call.Inputs[0], row, size);
            for (int i = 0; i < call.Output.Columns; i++)
            {
                (double mean, double inverse) = groups[Statistics.GroupOf(i, size)];
                call.Output[row, i] = ((call.Inputs[0][row, i] - mean) * inverse * call.Inputs[1].Values[i % size.Channels]) + call.Inputs[2].Values[i % size.Channels];
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        int channels = size.Channels;
        return (in KernelCall call) =>
        {
            float* mean = stackalloc float[2 * channels], factor = mean + channels;
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* x = call.Inputs[0].At(row, 0);
                Statistics.Measure<V>(x, size, mean, factor);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(factor, channels), new ReadOnlySpan<float>(call.Inputs[1].Data, channels), new Span<float>(factor, channels));
                ChannelKernels.Normalise<V>(x, mean, factor, call.Inputs[2].Data, size.Pixels, channels, call.Output.At(row, 0));
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node x, int channels) = (node.Inputs[0], node.Shape.Features);
        Node sums = node.Graph.Apply(new GroupNormaliseSums(Statistics), x, gradient);
        return input == 0
            ? node.Graph.Apply(new GroupNormaliseGradient(Statistics), x, gradient, node.Inputs[1], sums)
            : sums.TakeColumns(input == 1 ? 0 : channels, channels).SumRows();
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 7L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (OnnxGraph graph, PictureSize size) = (call.Graph, PictureSize.Of(call.Node.Shape));
        OnnxAttribute axes = new("axes", [1, 3]), keep = new("keepdims", 1);
        string x = graph.Reshape(call[0], Shape.Batch(size.Pixels, Statistics.Groups, size.Channels / Statistics.Groups));
        string centred = graph.Add("Sub", x, graph.Add("ReduceMean", [x], axes, keep));
        string variance = graph.Add("ReduceMean", [graph.Add("Mul", centred, centred)], axes, keep);
        string normalised = graph.Add("Div", centred, graph.Add("Sqrt", graph.Add("Add", variance, graph.Number(Statistics.Epsilon))));
        return graph.Add("Add", graph.Add("Mul", graph.Reshape(normalised, call.Node.Shape), call[1]), call[2]);
    }
}
