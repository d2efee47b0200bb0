using Hourglass.Data;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Regularisers;
using Hourglass.Training;

namespace Hourglass.Tests.Training;

/// <summary>The article's objective, 1/N sum ||x - x^||^2 + lambda ||W||_F^2, computed by hand.</summary>
public class ObjectiveTests
{
    // Three rows, a linear code of one number: x^ = (x . w) v with w = (a, b) and v = (c, d) as drawn from the seed.
    private static readonly float[,] Rows = { { 1, 2 }, { -1, 0.5f }, { 3, -2 } };

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(2.5)]
    public void The_articles_objective_is_what_is_minimised(double lambda)
    {
        var linear = new LayeredAutoencoder([new Dense(1) { Bias = false }], [new Dense(2) { Bias = false }]);
        var autoencoder = new Autoencoder(linear) { Loss = new SquaredError(), Regularisers = [new WeightPenalty(lambda)], Scaling = ScalingKind.None };

        // A step so small that the weights stay what they were drawn: the first epoch's loss is the objective at the start.
        var options = new TrainingOptions { Epochs = 1, Validation = 0, Optimizer = new Sgd { LearningRate = 1e-30 }, Seed = 11 };
        var parts = new List<TrainingProgress>();
        TrainedAutoencoder model = autoencoder.Fit(DataSet.From(Rows), options, new Collect(parts));

        float[] w = model.Parameter("encoder.0.weight"), v = model.Parameter("decoder.0.weight");
        double error = 0;
        for (int row = 0; row < 3; row++)
        {
            double code = ((double)Rows[row, 0] * w[0]) + ((double)Rows[row, 1] * w[1]);
            error += Math.Pow(Rows[row, 0] - (code * v[0]), 2) + Math.Pow(Rows[row, 1] - (code * v[1]), 2);
        }

        double penalty = lambda * w.Concat(v).Sum(x => (double)x * x);
        Assert.Equal((error / 3) + penalty, model.History[0].Loss, 1e-5);
        Assert.Equal(["reconstruction", "l2"], parts[^1].Parts.Select(part => part.Name));
        Assert.Equal(error / 3, parts[^1].Parts[0].Value, 1e-5);
        Assert.Equal(penalty, parts[^1].Parts[1].Value, 1e-5);
        Assert.Equal(error / 3, model.ReconstructionError(Rows).Average(e => (double)e), 1e-5);
    }

    [Fact]
    public void Mean_squared_error_is_per_value()
    {
        TrainedAutoencoder model = new Autoencoder(new DenseAutoencoder(1)) { Loss = new MeanSquaredError(), Scaling = ScalingKind.None }
            .Fit(Rows, new TrainingOptions { Epochs = 1, Validation = 0 });
        float[] perRow = model.ReconstructionError(Rows), loss = model.Loss(DataSet.From(Rows));
        for (int row = 0; row < 3; row++) Assert.Equal(perRow[row] / 2, loss[row], 1e-5f);
    }

    private sealed class Collect(List<TrainingProgress> into) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => into.Add(value);
    }
}
