using Hourglass.Cli.Terminal;

namespace Hourglass.Tests.Cli;

public class FiguresTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1_000, "1 KB")]
    [InlineData(14_023, "14 KB")]
    [InlineData(14_501, "15 KB")]
    [InlineData(999_499, "999 KB")]
    [InlineData(999_500, "1.0 MB")]
    [InlineData(1_234_567, "1.2 MB")]
    [InlineData(999_950_000, "1.0 GB")]
    [InlineData(2_345_678_901, "2.3 GB")]
    public void A_size_is_rounded_to_the_nearest(long bytes, string shown) => Assert.Equal(shown, Figures.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 pixel")]
    [InlineData(91_968, "91,968 pixels")]
    [InlineData(12_340_000, "12.34 megapixels")]
    public void Small_pictures_are_told_in_pixels(long pixels, string shown) => Assert.Equal(shown, Figures.Pixels(pixels));

    [Theory]
    [InlineData(98.99, "98.99")]
    [InlineData(99, "without loss")]
    public void An_infinite_ratio_is_told_in_words(double psnr, string shown) => Assert.Equal(shown, Figures.Psnr(psnr));
}
