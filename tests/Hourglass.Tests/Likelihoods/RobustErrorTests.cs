using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Likelihoods;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Likelihoods;

public class RobustErrorTests
{
    // Rows on a line, one value in twenty far off it: who minimises squares follows the wild values, who minimises sizes does not (Huber 1964).
    [Fact]
    public void Wild_values_spoil_absolute_and_huber_errors_less_than_squared_ones()
    {
        var random = new RandomStream(3, "line");
        float[,] clean = new float[300, 6], spoilt = new float[300, 6];
        for (int row = 0; row < 300; row++)
        {
            double place = random.NextNormal();
            for (int column = 0; column < 6; column++)
            {
                clean[row, column] = (float)(place * (column - 2.5) / 2);
                spoilt[row, column] = random.NextInt(20) == 0 ? 12 : clean[row, column];
            }
        }

        double squares = ErrorOnClean(new SquaredError()), sizes = ErrorOnClean(new AbsoluteError()), huber = ErrorOnClean(new HuberError { Delta = 0.2 });
        Assert.True(sizes < 0.5 * squares && huber < 0.5 * squares, $"squared {squares}, absolute {sizes}, huber {huber}");

        double ErrorOnClean(Likelihood loss)
        {
            var options = new TrainingOptions { Epochs = 120, Batch = 30, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Schedule = Schedule.Cosine, Optimizer = new Adam { LearningRate = 0.02 } };
            return (Autoencoder.Of([new Hourglass.Layers.Dense(1)], [new Hourglass.Layers.Dense(6)]) with { Loss = loss, Scaling = ScalingKind.None }).Fit(DataSet.From(spoilt), options)
                .ReconstructionError(clean).Average(error => (double)error);
        }
    }

    [Fact]
    public void A_delta_of_nothing_is_refused() =>
        Assert.Contains("above 0", Assert.Throws<InputException>(() => (Autoencoder.Dense(1) with { Loss = new HuberError { Delta = 0 } }).Fit(new float[4, 3])).Message);
}
