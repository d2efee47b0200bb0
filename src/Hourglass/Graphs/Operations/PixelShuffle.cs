using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Channels become pixels (depth to space): y at line i HeightFactor + a, column j WidthFactor + b, channel c is x at line i, column j, channel
/// (c HeightFactor + a) WidthFactor + b: <c>[batch, height, width, HeightFactor WidthFactor channels] -> [batch, HeightFactor height, WidthFactor width, channels]</c>.
/// The order of channels is PyTorch's (ONNX's <c>CRD</c>); TensorFlow's <c>depth_to_space</c> has c last. Its gradient is <see cref="PixelUnshuffle"/>.
/// Source: Shi et al. 2016, equation 4.
/// </summary>
/// <param name="HeightFactor">Lines made of each, 1 or more.</param>
/// <param name="WidthFactor">Columns made of each, 1 or more.</param>
public sealed record PixelShuffle(int HeightFactor, int WidthFactor) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && HeightFactor > 0 && WidthFactor > 0, "one batch of pictures, and factors of at least 1");
        PictureSize size = PictureSize.Of(inputs[0]);
        ShapeException.Require(size.Channels % (HeightFactor * WidthFactor) == 0, $"a multiple of {HeightFactor * WidthFactor} channels");
        return new PictureSize(size.Height * HeightFactor, size.Width * WidthFactor, size.Channels / (HeightFactor * WidthFactor)).ToShape(inputs[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize size = PictureSize.Of(call.Node.Shape);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Output.Columns; i++) call.Output[row, i] = call.Inputs[0][row, IndexBefore(i, size)];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++) Shuffle(call.Inputs[0].At(row, 0), call.Output.At(row, 0), size, HeightFactor, WidthFactor);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(new PixelUnshuffle(HeightFactor, WidthFactor), gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (PictureSize size, int lines, int columns) = (PictureSize.Of(call.Node.Shape), HeightFactor, WidthFactor);
        string apart = call.Graph.Reshape(call[0], Shape.Batch(size.Height / lines, size.Width / columns, size.Channels, lines, columns));
        return call.Graph.Reshape(call.Graph.Add("Transpose", [apart], new OnnxAttribute("perm", [0, 1, 4, 2, 5, 3])), call.Node.Shape);
    }

    /// <summary>Where a number of a shuffled picture stood before.</summary>
    internal int IndexBefore(int index, PictureSize size)
    {
        int channel = index % size.Channels, column = index / size.Channels % size.Width, line = index / size.Line;
        int pixel = (line / HeightFactor * (size.Width / WidthFactor)) + (column / WidthFactor);
        return (((((pixel * size.Channels) + channel) * HeightFactor) + (line % HeightFactor)) * WidthFactor) + (column % WidthFactor);
    }

    private static unsafe void Shuffle(float* x, float* y, PictureSize size, int lines, int columns)
    {
        int step = lines * columns;
        for (int line = 0; line < size.Height; line++)
        {
            float* from = x + (line / lines * size.Line * lines) + (line % lines * columns);
            for (int column = 0; column < size.Width; column += columns, from += step * size.Channels)
            {
                for (int part = 0; part < columns; part++)
                {
                    for (int channel = 0; channel < size.Channels; channel++) *y++ = from[(channel * step) + part];
                }
            }
        }
    }
}
