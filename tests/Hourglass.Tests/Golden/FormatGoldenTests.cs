using Hourglass.Sources;

namespace Hourglass.Tests.Golden;

/// <summary>
/// One model file per version of the format, which must load for ever. Made by
/// <c>hourglass train digits --layers 12 --code 4 --epochs 40 --seed 7 -o format-1.hourglass</c> (Hourglass 0.1.0); never made anew.
/// </summary>
public class FormatGoldenTests
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "Golden", "format-1.hourglass");

    [Fact]
    public void A_file_of_format_1_loads_and_computes_what_it_did()
    {
        TrainedAutoencoder model = TrainedAutoencoder.Load(File);
        Assert.Equal((64, 4), (model.Width, model.CodeSize));
        Assert.InRange(model.SelfTest(), 0, TrainedAutoencoder.SelfTestTolerance);
        Assert.Equal(4.114875, model.ReconstructionError(Digits.Test).Average(error => (double)error), 1e-3);
        Assert.Equal(7ul, model.Recipe.Training.Options.Seed);
    }
}
