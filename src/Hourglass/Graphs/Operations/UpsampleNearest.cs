using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Every pixel repeated: <c>[batch, height, width, channels] -> [batch, HeightFactor height, WidthFactor width, channels]</c>, as PyTorch's
/// <c>nearest</c> and Keras's <c>UpSampling2D</c>. Its gradient sums over the repetitions.
/// </summary>
/// <param name="HeightFactor">How often each line is repeated, 1 or more.</param>
/// <param name="WidthFactor">How often each pixel of a line is repeated, 1 or more.</param>
public sealed record UpsampleNearest(int HeightFactor, int WidthFactor) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && HeightFactor > 0 && WidthFactor > 0, "one batch of pictures, and factors of at least 1");
        PictureSize size = PictureSize.Of(inputs[0]);
        return new PictureSize(size.Height * HeightFactor, size.Width * WidthFactor, size.Channels).ToShape(inputs[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize from, PictureSize to) = (PictureSize.Of(call.Node.Inputs[0].Shape), PictureSize.Of(call.Node.Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Output.Columns; i++)
            {
                int line = i / to.Line / HeightFactor, column = i / to.Channels % to.Width / WidthFactor;
                call.Output[row, i] = call.Inputs[0][row, (((line * from.Width) + column) * from.Channels) + (i % to.Channels)];
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        (PictureSize from, PictureSize to) = (PictureSize.Of(node.Inputs[0].Shape), PictureSize.Of(node.Shape));
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
            {
                for (int line = 0; line < from.Height; line++)
                {
                    float* first = call.Output.At(row, line * HeightFactor * to.Line);
                    Widen(call.Inputs[0].At(row, line * from.Line), first, from.Width, from.Channels);
                    var written = new ReadOnlySpan<float>(first, to.Line);
                    for (int copy = 1; copy < HeightFactor; copy++) written.CopyTo(new Span<float>(first + (copy * to.Line), to.Line));
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        node.Graph.Apply(new AveragePool(new(new(HeightFactor, HeightFactor), new(WidthFactor, WidthFactor)), CountsPadding: false), gradient) * (HeightFactor * WidthFactor);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        PictureSize from = PictureSize.Of(call.Node.Inputs[0].Shape);
        string apart = call.Graph.Reshape(call[0], Shape.Batch(from.Height, 1, from.Width, 1, from.Channels));
        return call.Graph.Reshape(call.Graph.Expand(apart, Shape.Batch(from.Height, HeightFactor, from.Width, WidthFactor, from.Channels)), call.Node.Shape);
    }

    private unsafe void Widen(float* x, float* y, int width, int channels)
    {
        for (int column = 0; column < width; column++, x += channels)
        {
            var pixel = new ReadOnlySpan<float>(x, channels);
            for (int copy = 0; copy < WidthFactor; copy++, y += channels) pixel.CopyTo(new Span<float>(y, channels));
        }
    }
}
