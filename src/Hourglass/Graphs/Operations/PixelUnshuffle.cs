using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Pixels become channels (space to depth), the inverse of <see cref="PixelShuffle"/> and its gradient:
/// <c>[batch, HeightFactor height, WidthFactor width, channels] -> [batch, height, width, HeightFactor WidthFactor channels]</c>.
/// </summary>
/// <param name="HeightFactor">Lines that become one, 1 or more.</param>
/// <param name="WidthFactor">Columns that become one, 1 or more.</param>
public sealed record PixelUnshuffle(int HeightFactor, int WidthFactor) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && HeightFactor > 0 && WidthFactor > 0, "one batch of pictures, and factors of at least 1");
        PictureSize size = PictureSize.Of(inputs[0]);
        ShapeException.Require(size.Height % HeightFactor == 0 && size.Width % WidthFactor == 0, $"a height that is a multiple of {HeightFactor}, a width that is one of {WidthFactor}");
        return new PictureSize(size.Height / HeightFactor, size.Width / WidthFactor, size.Channels * HeightFactor * WidthFactor).ToShape(inputs[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PixelShuffle shuffle, PictureSize size) = (new(HeightFactor, WidthFactor), PictureSize.Of(call.Node.Inputs[0].Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Output.Columns; i++) call.Output[row, shuffle.IndexBefore(i, size)] = call.Inputs[0][row, i];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++) Unshuffle(call.Inputs[0].At(row, 0), call.Output.At(row, 0), size, HeightFactor, WidthFactor);
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(new PixelShuffle(HeightFactor, WidthFactor), gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (PictureSize size, int lines, int columns) = (PictureSize.Of(call.Node.Inputs[0].Shape), HeightFactor, WidthFactor);
        string apart = call.Graph.Reshape(call[0], Shape.Batch(size.Height / lines, lines, size.Width / columns, columns, size.Channels));
        return call.Graph.Reshape(call.Graph.Add("Transpose", [apart], new OnnxAttribute("perm", [0, 1, 3, 5, 2, 4])), call.Node.Shape);
    }

    private static unsafe void Unshuffle(float* x, float* y, PictureSize size, int lines, int columns)
    {
        int step = lines * columns;
        for (int line = 0; line < size.Height; line++)
        {
            float* to = y + (line / lines * size.Line * lines) + (line % lines * columns);
            for (int column = 0; column < size.Width; column += columns, to += step * size.Channels)
            {
                for (int part = 0; part < columns; part++)
                {
                    for (int channel = 0; channel < size.Channels; channel++) to[(channel * step) + part] = *x++;
                }
            }
        }
    }
}
