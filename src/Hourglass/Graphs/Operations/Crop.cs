using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Each picture without a border: <c>[batch, height, width, channels] -> [batch, height - Top - Bottom, width - Left - Right, channels]</c>.
/// Its gradient is <see cref="Pad"/>.
/// </summary>
/// <param name="Border">What is left out.</param>
public sealed record Crop(PictureBorder Border) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && Border.IsPossible, "one batch of pictures, and a border of no lines or more");
        return Border.Within(PictureSize.Of(inputs[0])).ToShape(inputs[0]);
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
                call.Output[row, i] = call.Inputs[0][row, ((Border.Top + (i / to.Line)) * from.Line) + (Border.Left * from.Channels) + (i % to.Line)];
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
                for (int line = 0; line < to.Height; line++)
                {
                    float* x = call.Inputs[0].At(row, ((Border.Top + line) * from.Line) + (Border.Left * from.Channels));
                    new ReadOnlySpan<float>(x, to.Line).CopyTo(new Span<float>(call.Output.At(row, line * to.Line), to.Line));
                }
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(new Pad(Border), gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        PictureSize to = PictureSize.Of(call.Node.Shape);
        (long[] begin, long[] end, long[] axes) = call.Node.Shape.Dimensions.Length == 3
            ? ([Border.Top, Border.Left], [Border.Top + to.Height, Border.Left + to.Width], [1, 2])
            : ((long[])[Border.Left], (long[])[Border.Left + to.Width], (long[])[1]);
        return call.Graph.Add("Slice", call[0], call.Graph.Integers(begin), call.Graph.Integers(end), call.Graph.Integers(axes));
    }
}
