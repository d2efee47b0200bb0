using System.Numerics.Tensors;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// What the gradients of <see cref="GroupNormalise"/> are made of, for each picture: <c>[batch, height, width, channels] (x), the same (g) -> [batch, 2 channels + 2 groups]</c>.
/// First the sums over its pixels of g (x - mean) / sqrt(variance + epsilon) for each channel, then those of g, then the mean of each group, then
/// 1 / sqrt(variance + epsilon). Has no gradient of its own.
/// </summary>
/// <param name="Statistics">What is normalised together.</param>
public sealed record GroupNormaliseSums(GroupStatistics Statistics) : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2, "pictures and their gradient");
        Statistics.Require(inputs, 2);
        return Shape.Batch(2 * (inputs[0].Features + Statistics.Groups));
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, ReferenceValue x, ReferenceValue g) = (PictureSize.Of(call.Node.Inputs[0].Shape), call.Inputs[0], call.Inputs[1]);
        for (int row = 0; row < x.Rows; row++)
        {
            (double Mean, double Inverse)[] groups = Statistics.Define(x, row, size);
            for (int i = 0; i < x.Columns; i++)
            {
                (double mean, double inverse) = groups[Statistics.GroupOf(i, size)];
                call.Output[row, i % size.Channels] += g[row, i] * (x[row, i] - mean) * inverse;
                call.Output[row, size.Channels + (i % size.Channels)] += g[row, i];
            }

            for (int group = 0; group < groups.Length; group++)
            {
                call.Output[row, (2 * size.Channels) + group] = groups[group].Mean;
                call.Output[row, (2 * size.Channels) + groups.Length + group] = groups[group].Inverse;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        (int channels, int groups) = (size.Channels, Statistics.Groups);
        return (in KernelCall call) =>
        {
            float* mean = stackalloc float[2 * channels], inverse = mean + channels;
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* x = call.Inputs[0].At(row, 0), products = call.Output.At(row, 0), sums = products + channels, statistics = sums + channels;
                Statistics.Measure<V>(x, size, mean, inverse);
                ChannelKernels.Sums<V>(x, call.Inputs[1].At(row, 0), mean, size.Pixels, channels, products, sums);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(products, channels), new ReadOnlySpan<float>(inverse, channels), new Span<float>(products, channels));
                for (int group = 0; group < groups; group++)
                    (statistics[group], statistics[groups + group]) = (mean[group * (channels / groups)], inverse[group * (channels / groups)]);
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 8L * rows * node.Inputs[0].Shape.Columns;
}
