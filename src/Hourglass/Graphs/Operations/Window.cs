using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// How a kernel moves along one axis of a picture: at output o it sees the inputs o * Stride - Before + k * Dilation for k = 0 .. Size - 1;
/// inputs beyond the picture are zero.
/// </summary>
/// <param name="Size">Taps of the kernel, 1 or more.</param>
/// <param name="Stride">Inputs from one output to the next, 1 or more.</param>
/// <param name="Before">Zeros before the first input, 0 or more.</param>
/// <param name="After">Zeros after the last input, 0 or more.</param>
/// <param name="Dilation">Inputs from one tap to the next, 1 or more.</param>
public readonly record struct WindowAxis(int Size, int Stride = 1, int Before = 0, int After = 0, int Dilation = 1)
{
    /// <summary>Inputs from the first tap to the last one, both counted.</summary>
    public int Extent => ((Size - 1) * Dilation) + 1;

    /// <summary>Number of outputs: floor((inputs + Before + After - Extent) / Stride) + 1, as PyTorch; below 1 when the kernel does not fit.</summary>
    public int Outputs(int inputs) => inputs + Before + After < Extent ? 0 : ((inputs + Before + After - Extent) / Stride) + 1;

    /// <summary>The axis along which a convolution of the outputs with the reversed kernel gives as many numbers as there are inputs; null when there is none.</summary>
    internal WindowAxis? Adjoint => Stride == 1 && Before < Extent && After < Extent ? this with { Before = Extent - 1 - Before, After = Extent - 1 - After } : null;

    /// <summary>The input that a tap sees at an output; it may lie beyond the picture.</summary>
    internal int InputOf(int output, int tap) => (output * Stride) - Before + (tap * Dilation);

    /// <summary>
    /// The axis whose outputs are ceil(inputs / stride), the zeros shared evenly and an odd one after the picture: "same" in Keras, TensorFlow and
    /// ONNX (SAME_UPPER). With stride 1 and an odd kernel that is PyTorch's padding of (size - 1) / 2 on both sides.
    /// </summary>
    public static WindowAxis Same(int inputs, int size, int stride = 1, int dilation = 1)
    {
        int outputs = (inputs + stride - 1) / stride;
        int zeros = Math.Max(0, ((outputs - 1) * stride) + ((size - 1) * dilation) + 1 - inputs);
        return new(size, stride, zeros / 2, zeros - (zeros / 2), dilation);
    }

    /// <summary>Whether a window of pooling may have these settings: it never lies in the padding altogether.</summary>
    internal bool CanPool => Size > 0 && Stride > 0 && Before >= 0 && After >= 0 && Before < Size && After < Size;

    /// <summary>The inputs that the window covers at an output, those of the padding left out.</summary>
    internal (int Begin, int End) At(int output, int inputs)
    {
        int begin = (output * Stride) - Before;
        return (Math.Max(begin, 0), Math.Min(begin + Size, inputs));
    }

    /// <summary>Whether each input is covered exactly once.</summary>
    internal bool Tiles(int inputs) => Size == Stride && Before == 0 && After == 0 && inputs % Size == 0;

    internal void Validate()
    {
        ShapeException.Require(Size >= 1 && Stride >= 1 && Dilation >= 1, "a kernel, a stride and a dilation of 1 or more");
        ShapeException.Require(Before >= 0 && After >= 0, "a padding of 0 or more");
    }
}

/// <summary>How a kernel moves over a picture.</summary>
/// <param name="Vertical">Along the height.</param>
/// <param name="Horizontal">Along the width.</param>
public readonly record struct Window(WindowAxis Vertical, WindowAxis Horizontal)
{
    /// <summary>The same along both axes.</summary>
    public Window(WindowAxis axis) : this(axis, axis)
    {
    }

    /// <summary>All pairs of pixels that the kernel joins: the definition of a convolution, which its gradients share.</summary>
    internal IEnumerable<Tap> Taps(PictureSize input, PictureSize output)
    {
        for (int i = 0; i < output.Height; i++)
        {
            for (int j = 0; j < output.Width; j++)
            {
                for (int tap = 0; tap < Vertical.Size * Horizontal.Size; tap++)
                {
                    int line = Vertical.InputOf(i, tap / Horizontal.Size), column = Horizontal.InputOf(j, tap % Horizontal.Size);
                    if ((uint)line < (uint)input.Height && (uint)column < (uint)input.Width) yield return new((line, column), (i, j), tap);
                }
            }
        }
    }

    /// <summary>The settings as ONNX's Conv and ConvTranspose know them.</summary>
    /// <param name="groups">Parts of the channels.</param>
    internal OnnxAttribute[] ToOnnx(int groups) =>
    [
        new("group", groups), new("kernel_shape", [Vertical.Size, Horizontal.Size]), new("strides", [Vertical.Stride, Horizontal.Stride]),
        new("dilations", [Vertical.Dilation, Horizontal.Dilation]), new("pads", [Vertical.Before, Horizontal.Before, Vertical.After, Horizontal.After]),
    ];

    /// <summary>The shape of the result for pictures of a shape <c>[batch, height, width, ...]</c> and a number of channels.</summary>
    /// <exception cref="ShapeException">The kernel does not fit into the picture, or a setting is out of range.</exception>
    internal Shape Outputs(Shape pictures, int channels)
    {
        Vertical.Validate();
        Horizontal.Validate();
        PictureSize size = PictureSize.Of(pictures);
        (int height, int width) = (Vertical.Outputs(size.Height), Horizontal.Outputs(size.Width));
        ShapeException.Require(
            height > 0 && width > 0,
            $"pictures of {Vertical.Extent - Vertical.Before - Vertical.After} x {Horizontal.Extent - Horizontal.Before - Horizontal.After} pixels or more, into which the kernel fits");
        return new PictureSize(height, width, channels).ToShape(pictures);
    }
}

/// <summary>A pair of pixels that a tap of a kernel joins.</summary>
/// <param name="Input">The pixel on the side of the input.</param>
/// <param name="Output">The pixel on the side of the result.</param>
/// <param name="Number">The tap, line by line.</param>
internal readonly record struct Tap((int Line, int Column) Input, (int Line, int Column) Output, int Number);
