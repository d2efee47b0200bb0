using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Tests.Graphs;

/// <summary>Convolutions in all the ways a kernel may move: strides, paddings, dilations, groups, odd sizes, kernels smaller than their stride.</summary>
internal static class ConvolutionExamples
{
    private static readonly (string Variant, int Height, int Width, Window Window, int Groups)[] Cases =
    [
        ("3 x 3, same", 5, 4, new(WindowAxis.Same(5, 3), WindowAxis.Same(4, 3)), 1),
        ("3 x 3, stride 2, same", 5, 6, new(WindowAxis.Same(5, 3, 2), WindowAxis.Same(6, 3, 2)), 1),
        ("2 x 3, strides 1 and 2, valid", 4, 7, new(new WindowAxis(2), new WindowAxis(3, 2)), 1),
        ("3 x 2, dilated, padded", 6, 5, new(new WindowAxis(3, 1, 2, 1, 2), new WindowAxis(2, 1, 0, 2, 3)), 1),
        ("2 x 2, dilated, strided", 6, 7, new(new WindowAxis(2, 2, 1, 1, 2), new WindowAxis(2, 3, 1, 0, 2)), 1),
        ("1 x 1", 3, 2, new(new WindowAxis(1)), 1),
        ("1 x 1, stride 2", 3, 4, new(new WindowAxis(1, 2)), 1),
        ("2 x 1, stride 3", 7, 4, new(new WindowAxis(2, 3), new WindowAxis(1, 3)), 1),
        ("5 x 5 on 2 x 3", 2, 3, new(new WindowAxis(5, 1, 2, 2)), 1),
        ("1 x 3, a sequence", 1, 9, new(new WindowAxis(1), new WindowAxis(3, 1, 1, 1)), 1),
        ("3 x 3, two groups", 4, 4, new(new WindowAxis(3, 1, 1, 1)), 2),
        ("3 x 2, stride 2, three groups, dilated", 5, 5, new(new WindowAxis(3, 2, 2, 2, 2), new WindowAxis(2, 2, 1, 0)), 3),
    ];

    public static IEnumerable<OperationExample> All =>
    [
        .. Cases.SelectMany(one => (OperationExample[])
        [
            new(typeof(Convolve), one.Variant, e => e.Leaf(Shape.Batch(one.Height, one.Width, one.Groups * Few(e)))
                .Convolve(e.Leaf(Convolutions.KernelShape(one.Window, Few(e), one.Groups * Some(e))), one.Window, one.Groups)),
            new(typeof(ConvolveTransposed), one.Variant, e => Transposed(e, one)),
            new(typeof(KernelGradientRows), one.Variant, e => e.Leaf(Shape.Batch(one.Height, one.Width, one.Groups * Few(e)))
                .KernelGradient(e.Leaf(one.Window.Outputs(Shape.Batch(one.Height, one.Width, 1), one.Groups * Some(e))), one.Window, one.Groups)),
        ]),
        new(typeof(Convolve), "depthwise, with bias", e => e.Graph.Apply(
            new Convolve(new(new WindowAxis(3, 1, 1, 1)), e.Columns), e.Leaf(Shape.Batch(3, 4, e.Columns)), e.Leaf(Shape.Fixed(3, 3, 1, e.Columns)), e.Vector())),
        new(typeof(Convolve), "depthwise, stride 2", e => e.Graph.Apply(
            new Convolve(new(new WindowAxis(3, 2, 0, 1)), e.Columns), e.Leaf(Shape.Batch(4, 4, e.Columns)), e.Leaf(Shape.Fixed(3, 3, 1, e.Columns)))),
        new(typeof(Convolve), "with bias, to one filter", e => e.Graph.Apply(
            new Convolve(new(new WindowAxis(3, 1, 1, 1))), e.Leaf(Shape.Batch(4, 5, e.Columns)), e.Leaf(Shape.Fixed(3, 3, e.Columns, 1)), e.Leaf(Shape.Fixed(1)))),
        new(typeof(ConvolveTransposed), "with bias, to three filters", e => e.Graph.Apply(
            new ConvolveTransposed(new(new WindowAxis(4, 2, 1, 1)), 1, 6, 8), e.Leaf(Shape.Batch(3, 4, e.Columns)), e.Leaf(Shape.Fixed(4, 4, e.Columns, 3)), e.Leaf(Shape.Fixed(3)))),
        new(typeof(SwapChannels), "a kernel", e => e.Leaf(Shape.Fixed(2, 3, e.Rows, e.Columns)).SwapChannels(1)),
        new(typeof(SwapChannels), "a kernel, reversed", e => e.Leaf(Shape.Fixed(2, 3, e.Rows, e.Columns)).SwapChannels(1, reverses: true)),
        new(typeof(KernelGradientRows), "depthwise", e => e.Leaf(Shape.Batch(3, 4, e.Columns))
            .KernelGradient(e.Leaf(Shape.Batch(3, 4, e.Columns)), new Window(new WindowAxis(3, 1, 1, 1)), e.Columns)),
        new(typeof(KernelGradientRows), "of two filters, stride 2", e => e.Leaf(Shape.Batch(4, 5, e.Columns))
            .KernelGradient(e.Leaf(Shape.Batch(2, 3, 2)), new Window(new WindowAxis(3, 2, 1, 1)), 1)),
        new(typeof(Convolve), "sequence", e => e.Leaf(Shape.Batch(6, e.Columns)).Convolve(e.Leaf(Shape.Fixed(1, 3, e.Columns, 4)), Along(2))),
        new(typeof(ConvolveTransposed), "sequence", e => e.Leaf(Shape.Batch(3, e.Columns)).ConvolveTransposed(e.Leaf(Shape.Fixed(1, 3, e.Columns, 4)), Along(2), 1, Shape.Batch(6, 4))),
        new(typeof(SwapChannels), "a kernel of groups", e => e.Leaf(Shape.Fixed(2, 3, Few(e), 3 * Some(e))).SwapChannels(3)),
    ];

    private static Window Along(int stride) => new(new WindowAxis(1), new WindowAxis(3, stride, 1, 1));

    // The definition takes as many steps as channels * filters.
    private static int Few(ExampleGraph example) => (example.Columns / 8) + 1;

    private static int Some(ExampleGraph example) => (example.Columns / 3) + 1;

    private static Node Transposed(ExampleGraph e, (string, int Height, int Width, Window Window, int Groups) one)
    {
        var result = Shape.Batch(one.Height, one.Width, one.Groups * Some(e));
        return e.Leaf(one.Window.Outputs(result, one.Groups * Few(e))).ConvolveTransposed(e.Leaf(Convolutions.KernelShape(one.Window, Few(e), one.Groups * Some(e))), one.Window, one.Groups, result);
    }
}
