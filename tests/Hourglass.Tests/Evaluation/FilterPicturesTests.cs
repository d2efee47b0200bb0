using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Tests.Evaluation;

public class FilterPicturesTests
{
    [Fact]
    public void The_weights_of_a_unit_are_a_picture_of_the_rows_shape()
    {
        // Two units of a dense layer on rows of 2 x 2 pixels, [4, 2]; the second has the larger weights and comes first.
        IReadOnlyList<Picture> filters = FilterPictures.Of([4, 2], [1, -8, 0, 4, 0.5f, 0, -1, 8], [2, 2])!;
        Assert.Equal([0, 191, 128, 255], filters[0].Pixels);
        Assert.Equal([255, 128, 191, 0], filters[1].Pixels);
    }

    [Fact]
    public void A_convolutions_kernels_are_tiles_of_its_channels()
    {
        float[] weights = [.. Enumerable.Range(0, 3 * 5 * 3 * 7).Select(i => (float)Math.Sin(i))];
        IReadOnlyList<Picture> filters = FilterPictures.Of([3, 5, 3, 7], weights, [64, 64, 3])!;
        Assert.Equal(7, filters.Count);
        Assert.All(filters, filter => Assert.Equal((5, 3, 3), (filter.Width, filter.Height, filter.Channels)));
        float[] first = [.. Enumerable.Range(0, 45).Select(i => weights[i * 7])];
        Assert.Contains(filters, filter => filter.Pixels.Zip(first).All(pair => Math.Abs(pair.First - (127.5 + (127.5 * pair.Second / first.Max(Math.Abs)))) <= 1));
    }

    [Fact]
    public void No_more_than_so_many_are_drawn_and_a_unit_without_weights_is_grey()
    {
        var weights = new float[4 * 200];
        weights[3] = 1;
        IReadOnlyList<Picture> filters = FilterPictures.Of([4, 200], weights, [2, 2])!;
        Assert.Equal(FilterPictures.Most, filters.Count);
        Assert.Equal([255, 128, 128, 128], filters[0].Pixels);
        Assert.Equal([128, 128, 128, 128], filters[1].Pixels);
    }

    [Theory]
    [InlineData(new[] { 4 }, new[] { 2, 2 })]
    [InlineData(new[] { 8, 4 }, new[] { 2, 2 })]
    [InlineData(new[] { 4, 4 }, new[] { 4 })]
    [InlineData(new[] { 3, 3, 16, 8 }, new[] { 8, 8, 16 })]
    [InlineData(new[] { 1, 1, 3, 8 }, new[] { 8, 8, 3 })]
    public void Weights_that_look_at_no_picture_are_none(int[] shape, int[] rowShape) =>
        Assert.Null(FilterPictures.Of(shape, new float[shape.Aggregate(1, (product, size) => product * size)], rowShape));
}
