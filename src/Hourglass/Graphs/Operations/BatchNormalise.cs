using System.Numerics.Tensors;
using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = scale (x - mean) / sqrt(variance + Epsilon) + offset, channel by channel: <c>[batch, height, width, channels] (x)</c> and four vectors <c>[channels]</c>
/// (mean, variance, scale, offset) <c>-> [batch, height, width, channels]</c>. Source: Ioffe and Szegedy 2015, algorithm 1.
/// Fused gradient: <see cref="BatchNormaliseSums"/> and <see cref="BatchNormaliseGradient"/>.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="OwnStatistics">
/// Whether mean and variance are those of all pixels of x. Then the gradient with respect to x contains what flows through them, and none is left for them.
/// </param>
public sealed record BatchNormalise(double Epsilon, bool OwnStatistics) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 5, "pictures, and mean, variance, scale and offset of each channel");
        Require(inputs[0], inputs[1..]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int channels = call.Node.Shape.Features;
        for (int i = 0; i < call.Output.Values.Length; i++)
        {
            int channel = i % channels;
            (double mean, double variance, double scale, double offset) =
                (call.Inputs[1].Values[channel], call.Inputs[2].Values[channel], call.Inputs[3].Values[channel], call.Inputs[4].Values[channel]);
            call.Output.Values[i] = (scale * (call.Inputs[0].Values[i] - mean) / Math.Sqrt(variance + Epsilon)) + offset;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        return (in KernelCall call) =>
        {
            Span<float> factor = stackalloc float[size.Channels];
            Factor(call.Inputs[2].Data, call.Inputs[3].Data, factor);
            fixed (float* factors = factor)
            {
                // The pixels of all pictures of the block are one run.
                ChannelKernels.Normalise<V>(
                    call.Inputs[0].Data, call.Inputs[1].Data, factors, call.Inputs[4].Data, call.Output.Rows * size.Pixels, size.Channels, call.Output.Data);
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input)
    {
        (Node x, Node mean, Node variance, Node scale, int channels) = (node.Inputs[0], node.Inputs[1], node.Inputs[2], node.Inputs[3], node.Shape.Features);
        if (OwnStatistics && input is 1 or 2) return null;
        Node sums = node.Graph.Apply(new BatchNormaliseSums(), x, gradient, mean);
        Node products = sums.TakeColumns(0, channels).SumRows(), ofGradient = sums.TakeColumns(channels, channels).SumRows();
        Node deviation = (variance + Epsilon).SquareRoot();
        if (input == 1) return -(scale / deviation * ofGradient);
        if (input == 2) return products * scale / (deviation * (variance + Epsilon)) * -0.5;
        if (input == 3) return products / deviation;
        if (input == 4) return ofGradient;
        Node pixels = node.Graph.RowCount() * PictureSize.Of(x.Shape).Pixels;
        return OwnStatistics
            ? node.Graph.Apply(new BatchNormaliseGradient(Epsilon), x, gradient, mean, variance, scale, products / pixels, ofGradient / pixels)
            : node.Graph.Apply(
                new BatchNormaliseGradient(Epsilon), x, gradient, mean, variance, scale, node.Graph.Constant(mean.Shape, 0), node.Graph.Constant(mean.Shape, 0));
    }

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 3L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string factor = call.Graph.Add("Div", call[3], call.Graph.Add("Sqrt", call.Graph.Add("Add", call[2], call.Graph.Number(Epsilon))));
        return call.Graph.Add("Add", call.Graph.Add("Mul", call.Graph.Add("Sub", call[0], call[1]), factor), call[4]);
    }

    /// <summary>Requires a vector of a number for each channel.</summary>
    internal static void Require(Shape pictures, ReadOnlySpan<Shape> vectors)
    {
        int channels = PictureSize.Of(pictures).Channels;
        foreach (Shape vector in vectors) ShapeException.Require(vector == Shape.Fixed(channels), $"vectors [{channels}], a number for each channel");
    }

    private unsafe void Factor(float* variance, float* scale, Span<float> factor)
    {
        TensorPrimitives.Add(new ReadOnlySpan<float>(variance, factor.Length), (float)Epsilon, factor);
        TensorPrimitives.Sqrt<float>(factor, factor);
        TensorPrimitives.Divide(new ReadOnlySpan<float>(scale, factor.Length), factor, factor);
    }
}
