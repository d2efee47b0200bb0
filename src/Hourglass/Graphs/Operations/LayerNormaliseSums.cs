namespace Hourglass.Graphs.Operations;

/// <summary>
/// What the gradients of <see cref="LayerNormalise"/> are made of, for each picture: <c>[batch, height, width, channels] (x), the same (g) -> [batch, 2 channels + 2 pixels]</c>.
/// First the sums over its pixels of g (x - mean) / sqrt(variance + epsilon) for each channel, then those of g, then the mean of each pixel, then
/// 1 / sqrt(variance + epsilon). Has no gradient of its own.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormaliseSums(double Epsilon) : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0] == inputs[1], "pictures and their gradient");
        PictureSize size = PictureSize.Of(inputs[0]);
        return Shape.Batch(2 * (size.Channels + size.Pixels));
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, ReferenceValue x, ReferenceValue g) = (PictureSize.Of(call.Node.Inputs[0].Shape), call.Inputs[0], call.Inputs[1]);
        for (int row = 0; row < x.Rows; row++)
        {
            for (int pixel = 0; pixel < size.Pixels; pixel++)
            {
                (double mean, double inverse) = LayerNormalise.Define(x, (row * size.Pixels) + pixel, size.Channels, Epsilon);
                (call.Output[row, (2 * size.Channels) + pixel], call.Output[row, (2 * size.Channels) + size.Pixels + pixel]) = (mean, inverse);
                for (int channel = 0; channel < size.Channels; channel++)
                {
                    int i = (pixel * size.Channels) + channel;
                    call.Output[row, channel] += g[row, i] * (x[row, i] - mean) * inverse;
                    call.Output[row, size.Channels + channel] += g[row, i];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        (int channels, int pixels) = (size.Channels, size.Pixels);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* x = call.Inputs[0].At(row, 0), products = call.Output.At(row, 0), mean = products + (2 * channels), inverse = mean + pixels;
                PixelKernels.Measure<V>(x, (float)Epsilon, pixels, channels, mean, inverse);
                ChannelSums.Run<V, ChannelSums.ProductsByPixel>(new(x, call.Inputs[1].At(row, 0), mean, inverse), pixels, channels, products, products + channels);
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 9L * rows * node.Inputs[0].Shape.Columns;
}
