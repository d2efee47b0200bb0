using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;

namespace Hourglass.Tests.Formats;

public class PictureGridTests
{
    [Fact]
    public void Originals_stand_above_what_became_of_them_and_go_on_below()
    {
        Picture[] originals = [.. Enumerable.Range(0, 3).Select(i => Of(1, (byte)(10 + i)))], others = [.. Enumerable.Range(0, 3).Select(i => Of(1, (byte)(20 + i)))];
        Picture grid = PictureGrid.OfColumns([originals, others], perLine: 2).Draw();

        // Pixels are enlarged 8 times, with gaps of 2, and of 8 more between the first two columns and the last.
        byte At(int column, int line, int part) => grid.Pixels[((2 + (line * 10) + (part * 28)) * grid.Width) + 2 + (column * 10)];
        Assert.Equal([10, 11, 20, 21, 12, 22], new byte[] { At(0, 0, 0), At(1, 0, 0), At(0, 1, 0), At(1, 1, 0), At(0, 0, 1), At(0, 1, 1) });
        Assert.Equal((22, 50, 1), (grid.Width, grid.Height, grid.Channels));
    }

    [Fact]
    public void Colours_stay_colours_and_grey_pictures_beside_them_stay_grey()
    {
        Picture grid = PictureGrid.Of([Of(3, 200, 100, 50), Of(1, 77)], 2).Draw();
        Assert.Equal(3, grid.Channels);
        Assert.Equal([200, 100, 50], grid.Pixels.AsSpan(((2 * grid.Width) + 2) * 3, 3).ToArray());
        Assert.Equal([77, 77, 77], grid.Pixels.AsSpan(((2 * grid.Width) + 12) * 3, 3).ToArray());
    }

    [Fact]
    public void A_grid_that_no_picture_can_hold_is_refused()
    {
        Picture large = new(2000, 2000, 1, new byte[4_000_000]);
        Assert.Contains("too large", Assert.Throws<InputException>(() => PictureGrid.Of([.. Enumerable.Repeat(large, 30)], 10)).Message);
    }

    private static Picture Of(int channels, params byte[] pixels) => new(1, 1, channels, pixels);
}
