using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>Lines and columns of pixels around a picture.</summary>
/// <param name="Top">Lines above.</param>
/// <param name="Bottom">Lines below.</param>
/// <param name="Left">Columns before.</param>
/// <param name="Right">Columns after.</param>
public readonly record struct PictureBorder(int Top, int Bottom, int Left, int Right)
{
    internal bool IsPossible => Top >= 0 && Bottom >= 0 && Left >= 0 && Right >= 0;

    internal PictureSize Around(PictureSize size) => size with { Height = size.Height + Top + Bottom, Width = size.Width + Left + Right };

    internal PictureSize Within(PictureSize size) => size with { Height = size.Height - Top - Bottom, Width = size.Width - Left - Right };
}

/// <summary>
/// Zeros around each picture: <c>[batch, height, width, channels] -> [batch, Top + height + Bottom, Left + width + Right, channels]</c>.
/// Its gradient is <see cref="Crop"/>.
/// </summary>
/// <param name="Border">The zeros.</param>
public sealed record Pad(PictureBorder Border) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && Border.IsPossible, "one batch of pictures, and a border of no lines or more");
        return Border.Around(PictureSize.Of(inputs[0])).ToShape(inputs[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize from, PictureSize to) = (PictureSize.Of(call.Node.Inputs[0].Shape), PictureSize.Of(call.Node.Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Inputs[0].Columns; i++)
                call.Output[row, ((Border.Top + (i / from.Line)) * to.Line) + (Border.Left * to.Channels) + (i % from.Line)] = call.Inputs[0][row, i];
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
                // From the end of one line to the beginning of the next there is one run of zeros.
                float* x = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
                int zeros = (Border.Top * to.Line) + (Border.Left * to.Channels), between = (Border.Left + Border.Right) * to.Channels;
                for (int line = 0; line < from.Height; line++, x += from.Line, y += from.Line)
                {
                    new Span<float>(y, zeros).Clear();
                    y += zeros;
                    new ReadOnlySpan<float>(x, from.Line).CopyTo(new Span<float>(y, from.Line));
                    zeros = between;
                }

                new Span<float>(y, (Border.Right * to.Channels) + (Border.Bottom * to.Line)).Clear();
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(new Crop(Border), gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Pad", call[0], call.Graph.Integers(
        call.Node.Shape.Dimensions.Length == 3
            ? [0, Border.Top, Border.Left, 0, 0, Border.Bottom, Border.Right, 0]
            : [0, Border.Left, 0, 0, Border.Right, 0]));
}
