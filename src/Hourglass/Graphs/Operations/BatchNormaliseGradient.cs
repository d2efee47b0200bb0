namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = scale / s (g - b - (x - mean) a / s^2) with s^2 = variance + Epsilon: the gradient of <see cref="BatchNormalise"/> with respect to x. Operands:
/// <c>[batch, height, width, channels] (x), the same (g)</c>, and five vectors <c>[channels]</c>: mean, variance, scale, and the means over all pixels of the batch
/// a of g (x - mean) and b of g, both 0 where mean and variance are given from outside. Has no gradient of its own.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchNormaliseGradient(double Epsilon) : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 7 && inputs[0] == inputs[1], "pictures, their gradient, and mean, variance, scale and two means of each channel");
        BatchNormalise.Require(inputs[0], inputs[2..]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input < 2 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int channels = call.Node.Shape.Features;
        for (int i = 0; i < call.Output.Values.Length; i++)
        {
            int channel = i % channels;
            double variance = call.Inputs[3].Values[channel] + Epsilon, centred = call.Inputs[0].Values[i] - call.Inputs[2].Values[channel];
            double rest = call.Inputs[1].Values[i] - call.Inputs[6].Values[channel] - (centred * call.Inputs[5].Values[channel] / variance);
            call.Output.Values[i] = call.Inputs[4].Values[channel] / Math.Sqrt(variance) * rest;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        return (in KernelCall call) =>
        {
            float* factor = stackalloc float[3 * size.Channels], slope = factor + size.Channels, offset = slope + size.Channels;
            for (int channel = 0; channel < size.Channels; channel++)
            {
                float variance = call.Inputs[3].Data[channel] + (float)Epsilon;
                factor[channel] = call.Inputs[4].Data[channel] / MathF.Sqrt(variance);
                slope[channel] = -factor[channel] * call.Inputs[5].Data[channel] / variance;
                offset[channel] = -factor[channel] * call.Inputs[6].Data[channel];
            }

            ChannelKernels.Differentiate<V>(
                call.Inputs[0].Data, call.Inputs[1].Data, call.Inputs[2].Data, factor, slope, offset, call.Output.Rows * size.Pixels, size.Channels, call.Output.Data);
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 5L * rows * node.Shape.Columns;
}
