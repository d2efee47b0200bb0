using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Tests.Layers;

/// <summary>Sizes as PyTorch's and Keras's documentation of Conv2d and ConvTranspose2d state them, and the first values of kernels as in Keras.</summary>
public class ConvolutionTests
{
    private static readonly int[] s_lengths = [1, 2, 3, 4, 5, 7, 8, 13];

    // PyTorch, Conv2d: floor((length + 2 padding - dilation (size - 1) - 1) / stride + 1).
    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(2, 2, 0, 1)]
    [InlineData(5, 3, 2, 1)]
    [InlineData(3, 1, 2, 2)]
    [InlineData(2, 4, 3, 3)]
    public void Places_are_as_many_as_in_PyTorch(int size, int stride, int padding, int dilation)
    {
        var layer = new Convolution(2, size) { Stride = stride, Padding = padding, Dilation = dilation };
        foreach (int height in s_lengths)
        {
            int width = 21 - height;
            (double rows, double columns) = (Places(height), Places(width));
            if (rows < 1 || columns < 1) Assert.Throws<InputException>(() => ShapeBehind(layer, Shape.Batch(height, width, 3)));
            else Assert.Equal(Shape.Batch((int)rows, (int)columns, 2), ShapeBehind(layer, Shape.Batch(height, width, 3)));
            if (columns >= 1) Assert.Equal(Shape.Batch((int)columns, 2), ShapeBehind(layer, Shape.Batch(width, 3)));
        }

        double Places(int length) => Math.Floor(((double)(length + (2 * padding) - (dilation * (size - 1)) - 1) / stride) + 1);
    }

    // Keras, padding "same": ceil(length / stride), whatever the kernel.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(3, 1, 4)]
    [InlineData(2, 5, 2)]
    public void With_same_there_is_a_place_for_every_stride(int size, int stride, int dilation)
    {
        foreach (int height in s_lengths)
        {
            int width = 21 - height;
            Assert.Equal(
                Shape.Batch((int)Math.Ceiling(height / (double)stride), (int)Math.Ceiling(width / (double)stride), 4),
                ShapeBehind(new Convolution(4, size) { Stride = stride, Same = true, Dilation = dilation }, Shape.Batch(height, width, 3)));
        }
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(5, 3, 2)]
    [InlineData(4, 4, 1)]
    public void A_transposed_convolution_leads_back_to_the_size_that_a_convolution_came_from(int size, int stride, int padding)
    {
        foreach (int height in s_lengths.Where(length => length + (2 * padding) >= size))
        {
            Shape before = Shape.Batch(height, 21 - height, 3);
            Shape between = ShapeBehind(new Convolution(6, size) { Stride = stride, Padding = padding }, before);
            var back = new TransposedConvolution(3, size) { Stride = stride, Padding = padding, MoreHeight = LeftOver(height), MoreWidth = LeftOver(21 - height) };
            Assert.Equal(before, ShapeBehind(back, between));
        }

        int LeftOver(int length) => (length + (2 * padding) - size) % stride;
    }

    [Fact]
    public void A_residual_block_keeps_the_shape() =>
        Assert.Equal(Shape.Batch(3, 5, 4), ShapeBehind(new ResidualBlock { Normalisation = new BatchNormalisation() }, Shape.Batch(3, 5, 4)));

    [Fact]
    public void A_residual_block_of_rows_that_are_no_pictures_is_refused() =>
        Assert.Contains("Reshaping([height, width, channels])", Assert.Throws<InputException>(() => ShapeBehind(new ResidualBlock(), Shape.Batch(60))).Remedy);

    // Keras, GlorotUniform for a kernel [height, width, in, out]: limit sqrt(6 / ((in + out) taps)).
    [Fact]
    public void The_first_values_of_a_kernel_keep_within_the_limit_that_Keras_has()
    {
        double limit = Math.Sqrt(6.0 / ((16 + 32) * 9));
        Assert.InRange(Initialiser.GlorotUniform.Draw(Shape.Fixed(3, 3, 16, 32), 1, "kernel").Max(Math.Abs), 0.99 * limit, limit);
    }

    // Variance 2 / (in taps): He et al. 2015, section 2.2, where n is k^2 c.
    [Fact]
    public void He_counts_the_taps_of_a_kernel_as_inputs() =>
        Assert.Equal(2.0 / (16 * 9), Initialiser.HeNormal.Draw(Shape.Fixed(3, 3, 16, 32), 1, "kernel").Average(value => (double)value * value), 1e-3);

    private static Shape ShapeBehind(Layer layer, Shape input)
    {
        var builder = new GraphBuilder(new Graph(), isTraining: false);
        return layer.Build(builder, builder.Graph.Input("x", input)).Shape;
    }
}
