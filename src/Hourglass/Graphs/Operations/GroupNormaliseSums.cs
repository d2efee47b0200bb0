using System.Numerics.Tensors;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Sums over the pixels of each picture of g (x - mean) / sqrt(variance + epsilon), and of g, for each channel: <c>[batch, height, width, channels] (x), the same (g)
/// -> [batch, 2 channels]</c>; what the gradients of <see cref="GroupNormalise"/> with respect to scale and offset are made of. Has no gradient of its own.
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
        return Shape.Batch(2 * inputs[0].Features);
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
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize unit = Statistics.Unit(PictureSize.Of(node.Inputs[0].Shape));
        (int channels, int length) = (unit.Channels, unit.Pixels * unit.Channels);
        return (in KernelCall call) =>
        {
            float* mean = stackalloc float[4 * channels], inverse = mean + channels, products = inverse + channels;
            for (int row = 0; row < call.Output.Rows; row++)
            {
                var sums = new Span<float>(call.Output.At(row, 0), 2 * channels);
                sums.Clear();
                for (int first = 0; first < call.Inputs[0].Columns; first += length)
                {
                    float* x = call.Inputs[0].At(row, first);
                    Statistics.Measure<V>(x, unit, mean, inverse);
                    ChannelKernels.Sums<V>(x, call.Inputs[1].At(row, first), mean, unit.Pixels, channels, products, products + channels);
                    TensorPrimitives.Multiply(new ReadOnlySpan<float>(products, channels), new ReadOnlySpan<float>(inverse, channels), new Span<float>(products, channels));
                    TensorPrimitives.Add(sums, new ReadOnlySpan<float>(products, 2 * channels), sums);
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 8L * rows * node.Inputs[0].Shape.Columns;
}
