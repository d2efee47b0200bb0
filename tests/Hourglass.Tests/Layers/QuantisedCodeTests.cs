using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Layers;

public class QuantisedCodeTests
{
    private const double Step = 0.5;
    private static readonly float[,] Rows = { { 3, -1 }, { 0.25f, 2 } };

    [Fact]
    public void The_rate_of_a_row_is_the_sum_of_the_logarithms_of_its_numbers()
    {
        TrainedAutoencoder model = Identity(new TrainingOptions { Epochs = 1, Validation = 0, Optimizer = new Sgd { LearningRate = 1e-30 } });
        Assert.Equal(Rows, model.Encode(Rows));
        float[] rate = model.Divergence(DataSet.From(Rows));
        Assert.Equal(Math.Log(1 + (3 / Step)) + Math.Log(1 + (1 / Step)), rate[0], 1e-5);
        Assert.Equal(Math.Log(1 + (0.25 / Step)) + Math.Log(1 + (2 / Step)), rate[1], 1e-5);
    }

    // Noise of one step, even over it, has the variance step^2 / 12 in each of the two numbers.
    [Fact]
    public void Training_sees_the_noise_of_rounding()
    {
        TrainedAutoencoder model = Identity(new TrainingOptions { Epochs = 4000, Validation = 0, Patience = null, KeepBest = false, Optimizer = new Sgd { LearningRate = 1e-30 } });
        var errors = model.History.Select(epoch => epoch.Loss).ToArray();
        double rate = model.Divergence(DataSet.From(Rows)).Average(value => (double)value) * Step * Step / 6;
        Assert.InRange(errors.Average() - rate, 0.85 * 2 * Step * Step / 12, 1.15 * 2 * Step * Step / 12);
    }

    [Fact]
    public void First_values_that_belong_nowhere_are_refused()
    {
        Autoencoder autoencoder = Autoencoder.Dense(1) with { FirstValues = ImmutableDictionary<string, float[]>.Empty.Add("encoder.7.weight", [1]) };
        Assert.Contains("encoder.7.weight", Assert.Throws<InputException>(() => autoencoder.Fit(Rows)).Message);
        autoencoder = autoencoder with { FirstValues = ImmutableDictionary<string, float[]>.Empty.Add("encoder.0.weight", [1, 2, 3]) };
        Assert.Contains("2 values", Assert.Throws<InputException>(() => autoencoder.Fit(Rows)).Message);
    }

    [Fact]
    public void A_step_of_nothing_is_refused() =>
        Assert.Contains("above 0", Assert.Throws<InputException>(() => Autoencoder.Of([new QuantisedCode(2) { Step = 0 }], [new Dense(2)]).Architecture.CodeSize(2)).Message);

    private static TrainedAutoencoder Identity(TrainingOptions options) =>
        (Autoencoder.Of([new QuantisedCode(2) { Step = Step }], [new Dense(2)]) with
        {
            Loss = new SquaredError { Variance = Step * Step / 12 },
            Scaling = ScalingKind.None,
            FirstValues = ImmutableDictionary<string, float[]>.Empty.Add("encoder.0.weight", [1, 0, 0, 1]).Add("decoder.0.weight", [1, 0, 0, 1]),
        }).Fit(Rows, options);
}
