namespace Hourglass.Graphs.Operations;

/// <summary>
/// Sums over the pixels of each picture of g (x - mean), and of g, for each channel: <c>[batch, height, width, channels] (x), the same (g), [channels] (mean)
/// -> [batch, 2 channels]</c>; part of the gradient of <see cref="BatchNormalise"/>. Has no gradient of its own.
/// </summary>
public sealed record BatchNormaliseSums : Operation
{
    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 3 && inputs[0] == inputs[1], "pictures, their gradient, and the mean of each channel");
        BatchNormalise.Require(inputs[0], inputs[2..]);
        return Shape.Batch(2 * inputs[0].Features);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input < 2 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue x, ReferenceValue g, int channels) = (call.Inputs[0], call.Inputs[1], call.Output.Columns / 2);
        for (int row = 0; row < x.Rows; row++)
        {
            for (int i = 0; i < x.Columns; i++)
            {
                call.Output[row, i % channels] += g[row, i] * (x[row, i] - call.Inputs[2].Values[i % channels]);
                call.Output[row, channels + (i % channels)] += g[row, i];
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
            {
                ChannelKernels.Sums<V>(
                    call.Inputs[0].At(row, 0), call.Inputs[1].At(row, 0), call.Inputs[2].Data, size.Pixels, size.Channels, call.Output.At(row, 0), call.Output.At(row, size.Channels));
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 4L * rows * node.Inputs[0].Shape.Columns;
}
