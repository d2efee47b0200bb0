namespace Hourglass.Graphs.Operations;

/// <summary>Convolutions as methods of a node, so that a formula reads as a formula.</summary>
public static class Convolutions
{
    /// <summary>The convolution of pictures with a kernel.</summary>
    /// <param name="x"><c>[batch, height, width, channels]</c>.</param>
    /// <param name="kernel"><c>[kernel height, kernel width, channels / groups, filters]</c>.</param>
    /// <param name="window">How the kernel moves.</param>
    /// <param name="groups">Parts of the channels.</param>
    public static Node Convolve(this Node x, Node kernel, Window window, int groups = 1) => x.Graph.Apply(new Convolve(window, groups), x, kernel);

    /// <summary>The adjoint of a convolution: pictures as the convolution makes them, back to the shape that it made them of.</summary>
    /// <param name="x"><c>[batch, height, width, channels]</c>.</param>
    /// <param name="kernel"><c>[kernel height, kernel width, channels / groups, filters]</c>.</param>
    /// <param name="window">How the kernel of the convolution moves over the result.</param>
    /// <param name="groups">Parts of the channels.</param>
    /// <param name="shape">The result's shape.</param>
    public static Node ConvolveTransposed(this Node x, Node kernel, Window window, int groups, Shape shape) =>
        x.Graph.Apply(new ConvolveTransposed(window, groups, PictureSize.Of(shape).Height, PictureSize.Of(shape).Width), x, kernel);

    /// <summary>
    /// The gradient of a convolution's pictures. Where the window makes a step at each pixel and reaches no further beyond the picture than its kernel, that
    /// is itself a convolution, with the reversed kernel, whose taps lie in one piece; otherwise a transposed one.
    /// </summary>
    /// <param name="gradient">Of the result, <c>[batch, outputs, outputs, filters]</c>.</param>
    /// <param name="kernel">The convolution's kernel.</param>
    /// <param name="window">How it moves.</param>
    /// <param name="groups">Parts of the channels.</param>
    /// <param name="shape">The pictures' shape.</param>
    internal static Node PictureGradient(this Node gradient, Node kernel, Window window, int groups, Shape shape) =>
        window.Vertical.Adjoint is { } vertical && window.Horizontal.Adjoint is { } horizontal
            ? gradient.Convolve(kernel.SwapChannels(groups, reverses: true), new Window(vertical, horizontal), groups)
            : gradient.ConvolveTransposed(kernel.SwapChannels(groups), window, groups, shape);

    /// <summary>The gradient of a convolution's kernel: the sum over pictures and places of input times gradient.</summary>
    /// <param name="x"><c>[batch, height, width, channels]</c>.</param>
    /// <param name="gradient">Of the result, <c>[batch, outputs, outputs, filters]</c>.</param>
    /// <param name="window">How the kernel moves.</param>
    /// <param name="groups">Parts of the channels.</param>
    /// <returns><c>[kernel height, kernel width, channels / groups, filters]</c>.</returns>
    public static Node KernelGradient(this Node x, Node gradient, Window window, int groups) => x.Graph.Apply(new KernelGradientRows(window, groups), x, gradient)
        .SumRows(KernelShape(window, x.Shape.Features / groups, gradient.Shape.Features));

    /// <summary>A kernel with channels and filters exchanged: that of the adjoint convolution.</summary>
    /// <param name="kernel"><c>[height, width, channels / groups, filters]</c>.</param>
    /// <param name="groups">Parts of the channels.</param>
    /// <param name="reverses">Whether the last tap becomes the first one.</param>
    public static Node SwapChannels(this Node kernel, int groups, bool reverses = false) => kernel.Graph.Apply(new SwapChannels(groups, reverses), kernel);

    internal static Shape KernelShape(Window window, int channels, int filters) => Shape.Fixed(window.Vertical.Size, window.Horizontal.Size, channels, filters);
}
