using Hourglass.Errors;
using Hourglass.Layers;

namespace Hourglass.Tests.Layers;

public class LayerSettingTests
{
    public static TheoryData<Layer, string, string> Refused => new()
    {
        { new Dense(0), "0", "a layer has at least one unit" },
        { new Dense(-3), "-3", "a layer has at least one unit" },
        { new Dropout(1), "1", "a share of at least 0 and below 1" },
        { new Dropout(double.NaN), "NaN", "a share of at least 0 and below 1" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_setting_out_of_range_is_refused_with_its_rule(Layer layer, string found, string rule)
    {
        InputException error = Assert.Throws<InputException>(() => Autoencoder.Of([layer], [new Dense(11)]).Architecture.CodeSize(11));
        Assert.Contains("encoder.0", error.Message);
        Assert.Contains($"found:  {found}", error.Message);
        Assert.Contains($"rule:   {rule}", error.Message);
    }

    [Fact]
    public void A_dense_layer_of_pictures_is_refused_with_the_way_to_make_rows_of_them()
    {
        InputException error = Assert.Throws<InputException>(() => Autoencoder.Of([new Reshaping([4, 3, 1]), new Convolution(5, 3), new Dense(2)], [new Dense(12)]).Architecture.CodeSize(12));
        foreach (string part in new[] { "encoder.2", "[batch, 2, 1, 5]", "Flattening()" }) Assert.Contains(part, error.Message);
    }

    public static TheoryData<Layer, string, string> RefusedForPictures => new()
    {
        { new MaxPooling(0), "0", "a window of at least 1 pixel" },
        { new MaxPooling(2) { Stride = 0 }, "0", "a stride of at least 1 pixel" },
        { new AveragePooling(3) { Padding = 2 }, "2", "from 0 to half the window's size: 1" },
        { new AveragePooling(3) { Padding = 1, Same = true }, "1", "0, where the padding is that of Keras's \"same\"" },
        { new MaxPooling(7), "[batch, 4, 6, 4]", "pictures of at least 7 x 7 pixels, the padding counted" },
        { new Upsampling(0), "0", "a factor of at least 1" },
        { new ZeroPadding(0, -1, 0, 0), "-1", "no lines or more on each side" },
        { new Cropping(2, 2, 0, 0), "4", "fewer than the 4 lines of a picture" },
        { new Cropping(0, 0, 3, 4), "7", "fewer than the 6 columns of a picture" },
        { new PixelShuffling(3), "4", "a multiple of 9" },
        { new PixelUnshuffling(4), "6", "a multiple of 4" },
        { new GroupNormalisation(3), "3", "a divisor of the 4 channels" },
        { new GroupNormalisation(0), "0", "a divisor of the 4 channels" },
        { new Convolution(0, 3), "0", "at least one filter" },
        { new Convolution(4, 0), "0", "a kernel of at least 1 pixel" },
        { new Convolution(4, 3) { Stride = 0 }, "0", "a stride of at least 1 pixel" },
        { new Convolution(4, 3) { Dilation = 0 }, "0", "a dilation of at least 1 pixel" },
        { new Convolution(4, 3) { Padding = -1 }, "-1", "no zeros or more" },
        { new Convolution(4, 3) { Padding = 1, Same = true }, "1", "0, where the zeros are those of Keras's \"same\"" },
        { new Convolution(4, 3) { Groups = 3 }, "3", "a number that divides 4 channels and 4 filters" },
        { new Convolution(6, 3) { Groups = 4 }, "4", "a number that divides 4 channels and 6 filters" },
        { new TransposedConvolution(-2, 3), "-2", "at least one filter" },
        { new TransposedConvolution(4, 3) { Stride = 2, MoreHeight = 2 }, "2", "from 0 to 1" },
        { new TransposedConvolution(4, 3) { MoreWidth = 1 }, "1", "from 0 to 0" },
        { new TransposedConvolution(4, 1) { Padding = 2 }, "2", "less than what leaves a pixel of the result" },
        { new Reshaping([4, 6, 5]), "[4, 6, 5]", "dimensions of 1 or more, 96 numbers in all" },
        { new Reshaping([-4, -24]), "[-4, -24]", "dimensions of 1 or more, 96 numbers in all" },
    };

    [Theory, MemberData(nameof(RefusedForPictures))]
    public void A_setting_that_does_not_fit_pictures_is_refused_with_its_rule(Layer layer, string found, string rule)
    {
        Autoencoder autoencoder = Autoencoder.Of([new Reshaping([4, 6, 4]), layer, new Flattening()], [new Dense(96)]);
        InputException error = Assert.Throws<InputException>(() => autoencoder.Architecture.CodeSize(96));
        Assert.Contains("encoder.1", error.Message);
        Assert.Contains($"found:  {found}", error.Message);
        Assert.Contains($"rule:   {rule}", error.Message);
    }

    [Fact]
    public void Rows_that_are_no_pictures_are_refused_with_the_way_to_make_them_some()
    {
        InputException error = Assert.Throws<InputException>(() => Autoencoder.Of([new MaxPooling(2), new Dense(4)], [new Dense(96)]).Architecture.CodeSize(96));
        Assert.Contains("[batch, 96]", error.Message);
        Assert.Contains("Reshaping([height, width, channels])", error.Remedy);
    }
}
