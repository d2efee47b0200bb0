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
}
