using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A convolutional layer: y = activation(x * K + b), <c>[batch, height, width, channels] -> [batch, places, places, Filters]</c>; sequences
/// <c>[batch, positions, channels]</c> likewise. Places in a direction: floor((length + 2 Padding - Dilation (Size - 1) - 1) / Stride) + 1, as PyTorch and as
/// Keras's "valid"; with <see cref="Same"/> ceil(length / Stride), as Keras's "same". LeCun et al. 1989; for autoencoders Masci et al. 2011.
/// Parameters: <c>weight</c> [Size, Size, channels / Groups, Filters] (a height of 1 for sequences), <c>bias</c> [Filters].
/// </summary>
/// <param name="Filters">Channels of the result, 1 or more.</param>
/// <param name="Size">Height and width of the kernel, 1 or more.</param>
public sealed record Convolution(int Filters, int Size) : PictureLayer
{
    /// <summary>Pixels from one place to the next, 1 (default) or more.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zeros on every side, 0 (default) or more.</summary>
    public int Padding { get; init; }

    /// <summary>Whether there are as many zeros as Keras's "same" takes, the odd one below and on the right; false by default.</summary>
    public bool Same { get; init; }

    /// <summary>Pixels from one tap of the kernel to the next, 1 (default) or more.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Parts into which channels and filters are cut, each seeing its own only; 1 by default, as many as channels for a depthwise convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Applied to every number; linear by default.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>First values of the kernel; the activation's own by default (Glorot uniform, as in Keras, for most).</summary>
    public Initialiser? Initialiser { get; init; }

    /// <summary>Whether there is a bias, starting at zero; true by default.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"convolution {Size} x {Size}{(Stride == 1 ? "" : $", stride {Stride}")}, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        string settings = $"{input.Features}, {Filters}, {Size}, stride={Stride}, dilation={Dilation}, groups={Groups}{(Bias ? "" : ", bias=False")}";
        Window window = WindowOver(input);
        string convolution = $"nn.Conv{Dimensions(input)}({settings}, padding={window.Horizontal.Before})";
        if (!IsEven(input))
        {
            string sides = $"{window.Horizontal.Before}, {window.Horizontal.After}" + (input.Dimensions.Length == 3 ? $", {window.Vertical.Before}, {window.Vertical.After}" : "");
            convolution = $"nn.Sequential(nn.ConstantPad{Dimensions(input)}(({sides}), 0), nn.Conv{Dimensions(input)}({settings}))";
        }

        return [convolution, .. Activation.TorchModules];
    }

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Filters > 0, "filters", Filters, "at least one filter");
        Require(builder, Size > 0, "size", Size, "a kernel of at least 1 pixel");
        Require(builder, Stride > 0, "stride", Stride, "a stride of at least 1 pixel");
        Require(builder, Dilation > 0, "dilation", Dilation, "a dilation of at least 1 pixel");
        Require(builder, Padding >= 0, "padding", Padding, "no zeros or more");
        Require(builder, !Same || Padding == 0, "padding", Padding, "0, where the zeros are those of Keras's \"same\"");
        Require(builder, Groups > 0 && size.Channels % Groups == 0 && Filters % Groups == 0, "groups", Groups, $"a number that divides {size.Channels} channels and {Filters} filters");
        Window window = WindowOver(input.Shape);
        Node weight = builder.Parameter("weight", Convolutions.KernelShape(window, size.Channels / Groups, Filters), Initialiser ?? Activation.Initialiser);
        string place = IsEven(input.Shape) ? "" : "1.";
        builder.Torch.Tensor(place + "weight", input.Shape.Dimensions.Length == 3 ? [3, 2, 0, 1] : [3, 2, 1], weight);
        Node? bias = Bias ? builder.Parameter("bias", Shape.Fixed(Filters), Layers.Initialiser.Zeros) : null;
        if (bias is not null) builder.Torch.Tensor(place + "bias", isTransposed: false, bias);
        var convolve = new Convolve(window, Groups);
        return Activation.Apply(bias is null ? input.Graph.Apply(convolve, input, weight) : input.Graph.Apply(convolve, input, weight, bias));
    }

    // Whether there are as many zeros on every side: more on one than on another PyTorch's convolution cannot be told.
    private bool IsEven(Shape shape)
    {
        (WindowAxis vertical, WindowAxis horizontal) = WindowOver(shape);
        return horizontal.Before == horizontal.After && (shape.Dimensions.Length == 2 || (vertical.Before == horizontal.Before && vertical.After == horizontal.After));
    }

    private Window WindowOver(Shape shape) => PictureSize.Of(shape) is var size && shape.Dimensions.Length == 3
        ? new(AxisOver(size.Height), AxisOver(size.Width))
        : new(new WindowAxis(1), AxisOver(size.Width));

    private WindowAxis AxisOver(int length) => Same ? WindowAxis.Same(length, Size, Stride, Dilation) : new(Size, Stride, Padding, Padding, Dilation);
}
