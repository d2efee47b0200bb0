namespace Hourglass.Graphs.Operations;

/// <summary>
/// The gradient of <see cref="GroupNormalise"/> with respect to x: <c>[batch, height, width, channels] (x), the same (g), [channels] (scale)
/// -> [batch, height, width, channels]</c>. With z = (x - mean) / s, s^2 = variance + epsilon and h = scale g it is (h - mean of h - z mean of (h z)) / s, means over
/// the group. Statistics are found anew, while the picture is in cache. Has no gradient of its own.
/// </summary>
/// <param name="Statistics">What is normalised together.</param>
public sealed record GroupNormaliseGradient(GroupStatistics Statistics) : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 3, "pictures, their gradient, and the scale of each channel");
        Statistics.Require(inputs, 2);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input < 2 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, ReferenceValue x, ReferenceValue g, double[] scale) = (PictureSize.Of(call.Node.Shape), call.Inputs[0], call.Inputs[1], call.Inputs[2].Values);
        for (int row = 0; row < x.Rows; row++)
        {
            (double Mean, double Inverse)[] groups = Statistics.Define(x, row, size);
            (double[] gradients, double[] products) = (new double[groups.Length], new double[groups.Length]);
            for (int i = 0; i < x.Columns; i++)
            {
                (int group, double h) = (Statistics.GroupOf(i, size), g[row, i] * scale[i % size.Channels]);
                gradients[group] += h / Statistics.CountOf(size);
                products[group] += h * (x[row, i] - groups[group].Mean) * groups[group].Inverse / Statistics.CountOf(size);
            }

            for (int i = 0; i < x.Columns; i++)
            {
                (int group, double h) = (Statistics.GroupOf(i, size), g[row, i] * scale[i % size.Channels]);
                double z = (x[row, i] - groups[group].Mean) * groups[group].Inverse;
                call.Output[row, i] = (h - gradients[group] - (z * products[group])) * groups[group].Inverse;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize unit = Statistics.Unit(PictureSize.Of(node.Shape));
        (int channels, int length, int width) = (unit.Channels, unit.Pixels * unit.Channels, unit.Channels / Statistics.Groups);
        return (in KernelCall call) =>
        {
            float* mean = stackalloc float[4 * channels], factor = mean + channels, slope = factor + channels, offset = slope + channels, scale = call.Inputs[2].Data;
            for (int row = 0; row < call.Output.Rows; row++)
            {
                for (int first = 0; first < call.Output.Columns; first += length)
                {
                    float* x = call.Inputs[0].At(row, first), g = call.Inputs[1].At(row, first);
                    Statistics.Measure<V>(x, unit, mean, factor);
                    ChannelKernels.Sums<V>(x, g, mean, unit.Pixels, channels, slope, offset);
                    for (int group = 0; group < channels; group += width) Combine(factor + group, slope + group, offset + group, scale + group, width, unit.Pixels);
                    ChannelKernels.Differentiate<V>(x, g, mean, factor, slope, offset, unit.Pixels, channels, call.Output.At(row, first));
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 13L * rows * node.Shape.Columns;

    // From 1 / s, the sums of g (x - mean) and of g to the numbers of the group's map: y = g factor + (x - mean) slope + offset.
    private static unsafe void Combine(float* factor, float* slope, float* offset, float* scale, int width, int pixels)
    {
        float inverse = factor[0], product = 0, sum = 0;
        for (int channel = 0; channel < width; channel++)
        {
            product += scale[channel] * slope[channel];
            sum += scale[channel] * offset[channel];
            factor[channel] = inverse * scale[channel];
        }

        float share = inverse / (width * pixels);
        new Span<float>(slope, width).Fill(-product * share * inverse * inverse);
        new Span<float>(offset, width).Fill(-sum * share);
    }
}
