using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Regularisers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Regularisers;

/// <summary>Mean activities steered to a target: Ng's lecture notes, section 3.</summary>
public class ActivityPenaltyTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Every_number_of_the_code_is_as_active_as_the_target_says(double target)
    {
        DataSet rows = Digits.Train.Select([.. Enumerable.Range(0, 400)]);
        double[] steered = MeanActivities(Fit(rows, [new ActivityPenalty(target, 1)]), rows), free = MeanActivities(Fit(rows, []), rows);
        Assert.All(steered, mean => Assert.InRange(mean, 0.7 * target, 1.3 * target));
        Assert.True(free.Average() > 1.5 * target, $"{free.Average()} without the penalty");
    }

    [Fact]
    public void A_code_that_is_no_sigmoids_is_refused()
    {
        Autoencoder autoencoder = Autoencoder.Dense(3) with { Regularisers = [new ActivityPenalty(0.05, 1)] };
        string message = Assert.Throws<InputException>(() => autoencoder.Fit(Digits.Test)).Message;
        Assert.Contains("Relu", message);
        Assert.Contains("--code-activation sigmoid", message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_target_that_is_no_share_is_refused(double target) =>
        Assert.Contains("above 0 and below 1", Assert.Throws<InputException>(() => Fit(Digits.Test, [new ActivityPenalty(target, 1)])).Message);

    private static TrainedAutoencoder Fit(DataSet rows, Regulariser[] regularisers) =>
        new Autoencoder(new DenseAutoencoder(12) { CodeActivation = Activation.Sigmoid }) { Regularisers = [.. regularisers] }.Fit(
            rows, new TrainingOptions { Epochs = 60, Batch = 100, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Optimizer = new Adam { LearningRate = 0.02 } });

    private static double[] MeanActivities(TrainedAutoencoder model, DataSet rows)
    {
        float[,] codes = model.Encode(rows);
        return [.. Enumerable.Range(0, model.CodeSize).Select(column => Enumerable.Range(0, rows.Rows).Average(row => (double)codes[row, column]))];
    }
}
