namespace Hourglass.Graphs.Operations;

/// <summary>
/// The gradient of <see cref="LayerNormalise"/> with respect to x: <c>[batch, height, width, channels] (x), the same (g), [channels] (scale),
/// [batch, 2 channels + 2 pixels] (what <see cref="LayerNormaliseSums"/> finds) -> [batch, height, width, channels]</c>. With z = (x - mean) / s, s^2 = variance + epsilon
/// and h = scale g it is (h - mean of h - z mean of (h z)) / s, means over the channels of a pixel. Has no gradient of its own.
/// </summary>
public sealed record LayerNormaliseGradient : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 4, "pictures, their gradient, the scale of each channel, and sums");
        BatchNormalise.Require(inputs[0], inputs[2..3]);
        Shape sums = new LayerNormaliseSums(0).InferShape(inputs[..2]);
        ShapeException.Require(inputs[3] == sums, $"sums {sums}");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 2 ? Access.Whole : Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, ReferenceValue x, ReferenceValue g, double[] scale) = (PictureSize.Of(call.Node.Shape), call.Inputs[0], call.Inputs[1], call.Inputs[2].Values);
        for (int row = 0; row < x.Rows; row++)
        {
            for (int first = 0; first < x.Columns; first += size.Channels)
            {
                int statistics = (2 * size.Channels) + (first / size.Channels);
                double center = call.Inputs[3][row, statistics], inverse = call.Inputs[3][row, statistics + size.Pixels], gradient = 0, product = 0;
                double Scaled(int i) => g[row, i] * scale[i % size.Channels];
                for (int i = first; i < first + size.Channels; i++)
                {
                    gradient += Scaled(i) / size.Channels;
                    product += Scaled(i) * (x[row, i] - center) * inverse / size.Channels;
                }

                for (int i = first; i < first + size.Channels; i++) call.Output[row, i] = (Scaled(i) - gradient - ((x[row, i] - center) * inverse * product)) * inverse;
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* mean = call.Inputs[3].At(row, 0) + (2 * size.Channels);
                PixelKernels.Differentiate<V>(
                    call.Inputs[0].At(row, 0), call.Inputs[1].At(row, 0), call.Inputs[2].Data, mean, mean + size.Pixels, size.Pixels, size.Channels, call.Output.At(row, 0));
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 10L * rows * node.Shape.Columns;
}
