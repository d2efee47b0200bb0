using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>How the kernel of a convolution walks through a picture: what <see cref="Convolve"/> and <see cref="KernelGradientRows"/> share.</summary>
/// <param name="window">How the kernel moves.</param>
/// <param name="groups">Parts of the channels.</param>
/// <param name="input">The shape of the pictures.</param>
/// <param name="output">The shape of the result.</param>
internal sealed class ConvolutionWalk(Window window, int groups, Shape input, Shape output)
{
    public Window Window { get; } = window;

    public int Groups { get; } = groups;

    public PictureSize Input { get; } = PictureSize.Of(input);

    public PictureSize Output { get; } = PictureSize.Of(output);

    /// <summary>The lines of a picture, with zeros around.</summary>
    public PictureLines Lines { get; } = new(
        PictureSize.Of(input).Height, PictureSize.Of(input).Width, PictureSize.Of(input).Channels, window.Horizontal.Before, window.Horizontal.After,
        window.Horizontal.Before + window.Horizontal.After + window.Vertical.Before + window.Vertical.After > 0);

    /// <summary>
    /// What one output sums over, and the rows of the kernel that belong to it (as right offsets). The taps of a line of the kernel lie in one piece unless a
    /// dilation or a group leaves gaps between them.
    /// </summary>
    public Stretch[] Depth()
    {
        (WindowAxis vertical, WindowAxis horizontal) = (Window.Vertical, Window.Horizontal);
        int own = Input.Channels / Groups, taps = TapsInOnePiece;
        var depth = new List<Stretch>();
        for (int k = 0; k < vertical.Size; k++)
        {
            for (int l = 0; l < horizontal.Size; l += taps)
                depth.Add(new((k * vertical.Dilation * Lines.Pitch) + (l * horizontal.Dilation * Input.Channels), ((k * horizontal.Size) + l) * own, taps * own));
        }

        return [.. depth];
    }

    /// <summary>Neighbouring taps of a line of the kernel whose inputs lie in one piece.</summary>
    public int TapsInOnePiece => Window.Horizontal.Dilation == 1 && Groups == 1 ? Window.Horizontal.Size : 1;
}
