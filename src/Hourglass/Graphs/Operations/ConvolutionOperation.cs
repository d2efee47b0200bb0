namespace Hourglass.Graphs.Operations;

/// <summary>
/// What a convolution and a transposed one have in common: pictures, a kernel <c>[kernel height, kernel width, channels / groups, filters]</c> and at most a
/// bias <c>[filters]</c>; each tap of the kernel joins pixels of the pictures with pixels of the result.
/// </summary>
/// <param name="Window">How the kernel moves.</param>
/// <param name="Groups">Parts of the channels and of the filters; each part of the filters sees its part of the channels.</param>
public abstract record ConvolutionOperation(Window Window, int Groups) : Operation
{
    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize x = PictureSize.Of(call.Node.Inputs[0].Shape), y = PictureSize.Of(call.Node.Shape);
        int channels = x.Channels / Groups, filters = y.Channels / Groups;
        ReferenceValue w = call.Inputs[1];
        for (int row = 0; row < call.Output.Rows; row++)
        {
            foreach (Tap tap in Taps(x, y))
            {
                for (int filter = 0; filter < y.Channels; filter++)
                {
                    double sum = 0;
                    for (int c = 0; c < channels; c++) sum += call.Inputs[0][row, x.At(tap.Input) + (filter / filters * channels) + c] * w[(tap.Number * channels) + c, filter];
                    call.Output[row, y.At(tap.Output) + filter] += sum;
                }
            }

            if (call.Inputs.Length < 3) continue;
            for (int i = 0; i < call.Output.Columns; i++) call.Output[row, i] += call.Inputs[2].Values[i % y.Channels];
        }
    }

    /// <summary>Pairs of a pixel of the pictures and a pixel of the result, for each tap that joins them.</summary>
    internal abstract IEnumerable<Tap> Taps(PictureSize x, PictureSize y);

    /// <summary>The shape rules of kernel and bias.</summary>
    private protected void RequireKernel(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length is 2 or 3, "pictures, a kernel and at most a bias");
        (int channels, int filters) = (inputs[0].Features, inputs[1].Features);
        ShapeException.Require(Groups >= 1 && channels % Groups == 0 && filters % Groups == 0, $"channels and filters in {Groups} equal groups");
        ShapeException.Require(
            inputs[1] == Convolutions.KernelShape(Window, channels / Groups, filters), $"a kernel [{Window.Vertical.Size}, {Window.Horizontal.Size}, {channels} channels / {Groups} groups, filters]");
        ShapeException.Require(inputs.Length == 2 || inputs[2] == Shape.Fixed(filters), "a bias [filters]");
    }
}
