using Hourglass.Data;

namespace Hourglass.Tests.Data;

public class RowPicturesTests
{
    [Theory]
    [InlineData(0, 200, 0, 255)]
    [InlineData(0, 16, 0, 16)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, 0.3, 0, 1)]
    [InlineData(0, 65535, 0, 65535)]
    [InlineData(-1, 1, -1, 1)]
    [InlineData(-3, -2, -3, 0)]
    public void Black_and_white_are_what_pictures_usually_count_to(float lowest, float largest, float black, float white)
    {
        RowPictures pictures = RowPictures.Of([1, 2], lowest, largest)!;
        Assert.Equal((black, white), (pictures.Black, pictures.White));
        Assert.Equal([0, 255], pictures.Draw([black - 1, white + 1]).Pixels);
        Assert.Equal([0, 255], pictures.Draw([black, white]).Pixels);
    }

    [Fact]
    public void Rows_of_other_shapes_are_no_pictures()
    {
        Assert.Equal((2, 3, 1), SizeOf(2, 3));
        Assert.Equal((2, 3, 1), SizeOf(2, 3, 1));
        Assert.Equal((2, 3, 3), SizeOf(2, 3, 3));
        Assert.All((int[][])[[6], [2, 3, 2], [2, 3, 4], [2, 3, 3, 3], []], shape => Assert.Null(RowPictures.Of(shape, 0, 1)));
    }

    [Fact]
    public void A_coloured_row_keeps_lines_pixels_and_channels_in_their_order()
    {
        Picture picture = RowPictures.Of([2, 1, 3], 0, 255)!.Draw([1, 2, 3, 4, 5, 6]);
        Assert.Equal((1, 2, 3), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal([1, 2, 3, 4, 5, 6], picture.Pixels);
    }

    private static (int, int, int) SizeOf(params int[] shape) => RowPictures.Of(shape, 0, 1) is { } pictures ? (pictures.Height, pictures.Width, pictures.Channels) : default;
}
