using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A transposed convolutional layer, which makes pictures larger: the way back from a <see cref="Convolution"/>, <c>[batch, height, width, channels] ->
/// [batch, larger, larger, Filters]</c>; sequences likewise. The result's length in a direction is (length - 1) Stride - 2 Padding + Size + More, as PyTorch's
/// with <c>output_padding</c>. Zeiler et al. 2010.
/// Parameters: <c>weight</c> [Size, Size, channels, Filters] (a height of 1 for sequences), <c>bias</c> [Filters].
/// </summary>
/// <param name="Filters">Channels of the result, 1 or more.</param>
/// <param name="Size">Height and width of the kernel, 1 or more.</param>
public sealed record TransposedConvolution(int Filters, int Size) : PictureLayer
{
    /// <summary>Pixels of the result from one pixel of the input to the next, 1 (default) or more.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Pixels of the result that are left out on every side, 0 (default) or more.</summary>
    public int Padding { get; init; }

    /// <summary>Lines of the result beyond the last one that is certain: a convolution makes the same of several heights. 0 (default) to Stride - 1.</summary>
    public int MoreHeight { get; init; }

    /// <summary>The same for its columns.</summary>
    public int MoreWidth { get; init; }

    /// <summary>Applied to every number; linear by default.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>First values of the kernel; the activation's own by default (Glorot uniform, as in Keras, for most).</summary>
    public Initialiser? Initialiser { get; init; }

    /// <summary>Whether there is a bias, starting at zero; true by default.</summary>
    public bool Bias { get; init; } = true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"transposed convolution {Size} x {Size}{(Stride == 1 ? "" : $", stride {Stride}")}, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input)
    {
        string more = input.Dimensions.Length == 3 ? $"({MoreHeight}, {MoreWidth})" : $"{MoreWidth}";
        return
        [
            $"nn.ConvTranspose{Dimensions(input)}({input.Features}, {Filters}, {Size}, stride={Stride}, padding={Padding}, output_padding={more}{(Bias ? "" : ", bias=False")})",
            .. Activation.TorchModules,
        ];
    }

    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        bool isPicture = input.Shape.Dimensions.Length == 3;
        Require(builder, Filters > 0, "filters", Filters, "at least one filter");
        Require(builder, Size > 0, "size", Size, "a kernel of at least 1 pixel");
        Require(builder, Stride > 0, "stride", Stride, "a stride of at least 1 pixel");
        Require(builder, Padding >= 0, "padding", Padding, "no pixels or more");
        Require(builder, MoreHeight >= 0 && MoreHeight < Stride && (isPicture || MoreHeight == 0), "more height", MoreHeight, $"from 0 to {(isPicture ? Stride - 1 : 0)}");
        Require(builder, MoreWidth >= 0 && MoreWidth < Stride, "more width", MoreWidth, $"from 0 to {Stride - 1}");
        var axis = new WindowAxis(Size, Stride, Padding, Padding);
        Window window = isPicture ? new Window(axis) : new(new WindowAxis(1), axis);
        int height = isPicture ? Length(size.Height) + MoreHeight : 1, width = Length(size.Width) + MoreWidth;
        Require(builder, height > 0 && width > 0, "padding", Padding, "less than what leaves a pixel of the result");
        Node weight = builder.Parameter("weight", Convolutions.KernelShape(window, size.Channels, Filters), Initialiser ?? Activation.Initialiser);
        builder.Torch.Tensor("weight", input.Shape.Dimensions.Length == 3 ? [2, 3, 0, 1] : [2, 3, 1], weight);
        Node? bias = Bias ? builder.Parameter("bias", Shape.Fixed(Filters), Layers.Initialiser.Zeros) : null;
        if (bias is not null) builder.Torch.Tensor("bias", isTransposed: false, bias);
        var convolve = new ConvolveTransposed(window, 1, height, width);
        return Activation.Apply(bias is null ? input.Graph.Apply(convolve, input, weight) : input.Graph.Apply(convolve, input, weight, bias));
    }

    private int Length(int length) => ((length - 1) * Stride) - (2 * Padding) + Size;
}
