namespace Hourglass.Graphs.Operations;

/// <summary>
/// The gradient of <see cref="GroupNormalise"/> with respect to x: <c>[batch, height, width, channels] (x), the same (g), [channels] (scale),
/// [batch, 2 channels + 2 groups] (what <see cref="GroupNormaliseSums"/> finds) -> [batch, height, width, channels]</c>. With z = (x - mean) / s, s^2 = variance + epsilon
/// and h = scale g it is (h - mean of h - z mean of (h z)) / s, means over the group. Has no gradient of its own.
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
        ShapeException.Require(inputs.Length == 4, "pictures, their gradient, the scale of each channel, and sums");
        Statistics.Require(inputs, 2);
        BatchNormalise.Require(inputs[0], inputs[2..3]);
        Shape sums = new GroupNormaliseSums(Statistics).InferShape(inputs[..2]);
        ShapeException.Require(inputs[3] == sums, $"sums {sums}");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 2 ? Access.Whole : Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, ReferenceValue x, double[] scale, ReferenceValue sums) = (PictureSize.Of(call.Node.Shape), call.Inputs[0], call.Inputs[2].Values, call.Inputs[3]);
        for (int row = 0; row < x.Rows; row++)
        {
            var means = new (double Product, double Gradient)[Statistics.Groups];
            for (int channel = 0; channel < size.Channels; channel++)
            {
                ref (double Product, double Gradient) mean = ref means[Statistics.GroupOf(channel, size)];
                mean.Product += scale[channel] * sums[row, channel] / Statistics.CountOf(size);
                mean.Gradient += scale[channel] * sums[row, size.Channels + channel] / Statistics.CountOf(size);
            }

            for (int i = 0; i < x.Columns; i++)
            {
                int group = Statistics.GroupOf(i, size), statistics = (2 * size.Channels) + group;
                double inverse = sums[row, statistics + Statistics.Groups], z = (x[row, i] - sums[row, statistics]) * inverse;
                call.Output[row, i] = ((call.Inputs[1][row, i] * scale[i % size.Channels]) - means[group].Gradient - (z * means[group].Product)) * inverse;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        (int channels, int width) = (size.Channels, size.Channels / Statistics.Groups);
        return (in KernelCall call) =>
        {
            float* mean = stackalloc float[4 * channels], factor = mean + channels, slope = factor + channels, offset = slope + channels, scale = call.Inputs[2].Data;
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* products = call.Inputs[3].At(row, 0), sums = products + channels, centre = sums + channels, inverse = centre + Statistics.Groups;
                for (int first = 0; first < channels; first += width, centre++, inverse++)
                {
                    // The group's map: y = g factor + (x - mean) slope + offset.
                    float product = 0, sum = 0, share = *inverse / (width * size.Pixels);
                    for (int channel = first; channel < first + width; channel++)
                    {
                        product += scale[channel] * products[channel];
                        sum += scale[channel] * sums[channel];
                        factor[channel] = *inverse * scale[channel];
                    }

                    new Span<float>(mean + first, width).Fill(*centre);
                    new Span<float>(slope + first, width).Fill(-product * share * *inverse);
                    new Span<float>(offset + first, width).Fill(-sum * share);
                }

                ChannelKernels.Differentiate<V>(call.Inputs[0].At(row, 0), call.Inputs[1].At(row, 0), mean, factor, slope, offset, size.Pixels, channels, call.Output.At(row, 0));
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 5L * rows * node.Shape.Columns;
}
