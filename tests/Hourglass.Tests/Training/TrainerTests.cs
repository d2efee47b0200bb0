using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Tests.Contracts;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Training;

public class TrainerTests
{
    private static readonly Autoencoder Small = Autoencoder.Dense(3) with { Scaling = ScalingKind.None };

    [Fact]
    public void Training_stops_when_the_loss_is_stable_and_keeps_the_best_weights()
    {
        // A rate so large that the loss jumps about: the best epoch is not the last.
        var options = new TrainingOptions { Patience = 5, Optimizer = new Adam { LearningRate = 0.3 }, Batch = 20, Epochs = 400, Seed = 1 };
        TrainedAutoencoder model = Small.Fit(TrainingContract.Curve(), options);
        Assert.Equal(StopReason.Stable, model.Recipe.Training.StopReason);
        Assert.True(model.History.Count < 400);
        EpochRecord best = model.History.MinBy(epoch => epoch.ValidationLoss)!;
        Assert.Equal(best.Epoch, model.Recipe.Training.BestEpoch);
        Assert.NotEqual(model.History.Count, best.Epoch);

        DataSet held = TrainingContract.Curve().Select(Split.Random(150, options.Validation, options.Seed).Validation);
        Assert.Equal(best.ValidationLoss!.Value, model.Loss(held).Average(loss => (double)loss), 1e-6);
    }

    [Fact]
    public void Validation_that_is_only_shown_chooses_nothing()
    {
        var options = new TrainingOptions { KeepBest = false, Patience = null, Optimizer = new Adam { LearningRate = 0.3 }, Batch = 20, Epochs = 9, Seed = 1 };
        TrainedAutoencoder shown = Small.Fit(TrainingContract.Curve(), TrainingContract.Curve(40), options);
        TrainedAutoencoder other = Small.Fit(TrainingContract.Curve(), TrainingContract.Curve(7), options);
        Assert.Equal(9, shown.Recipe.Training.BestEpoch);
        Assert.Equal(shown.Parameter("encoder.0.weight"), other.Parameter("encoder.0.weight"));
    }

    [Fact]
    public void Validation_weighs_the_cost_of_a_code_as_training_does()
    {
        // On the same rows and with weights that stand still both losses differ by the noise of drawn codes only; the cost unweighted is far larger.
        Autoencoder variational = Small with { Architecture = new DenseAutoencoder(3) { CodeLayer = new GaussianCode(3) { Weight = 0.01 } } };
        var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 1e-9 }, Batch = 1000, Epochs = 1 };
        DataSet rows = Digits.Train.Select([.. Enumerable.Range(0, 500)]);
        TrainedAutoencoder model = variational.Fit(rows, rows, options);
        Assert.InRange(model.History[0].ValidationLoss!.Value / model.History[0].Loss, 0.99, 1.01);
    }

    [Fact]
    public void A_loss_that_is_no_number_before_the_first_epoch_ends_is_an_error_that_says_what_to_change()
    {
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 1e12 }, Batch = 10 };
        WorkFailedException error = Assert.Throws<WorkFailedException>(() => (Small with { Loss = new SquaredError() }).Fit(TrainingContract.Curve(), options));
        Assert.Contains("learning rate", error.Message);
    }

    [Fact]
    public void A_loss_that_becomes_no_number_later_ends_the_training_with_the_last_good_weights()
    {
        // One step an epoch, at a rate at which a linear autoencoder's error grows from step to step until it overflows.
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.3 }, Batch = 1000, Epochs = 5000, Patience = null };
        var linear = new Autoencoder(new DenseAutoencoder(3) { CodeActivation = Activation.Linear }) { Loss = new SquaredError(), Scaling = ScalingKind.None };
        TrainedAutoencoder model = linear.Fit(TrainingContract.Curve(), options);
        Assert.Equal(StopReason.Diverged, model.Recipe.Training.StopReason);
        Assert.All(model.Parameter("encoder.0.weight"), weight => Assert.True(float.IsFinite(weight)));
        Assert.All(model.ReconstructionError(TrainingContract.Curve()), error => Assert.True(float.IsFinite(error)));
    }

    [Fact]
    public void Asked_to_finish_it_keeps_what_it_has()
    {
        using var finish = new CancellationTokenSource();
        var progress = new Act(p =>
        {
            if (p.Epoch == 4) finish.Cancel();
        });
        TrainedAutoencoder model = Small.Fit(TrainingContract.Curve(), new TrainingOptions { Finish = finish.Token, Patience = null }, progress);
        Assert.Equal(StopReason.Interrupted, model.Recipe.Training.StopReason);
        Assert.InRange(model.History.Count, 4, 5);
    }

    [Fact]
    public void Cancelled_it_aborts()
    {
        using var abort = new CancellationTokenSource();
        var progress = new Act(_ => abort.Cancel());
        Assert.Throws<OperationCanceledException>(() => Small.Fit(TrainingContract.Curve(), new TrainingOptions { Patience = null }, progress, abort.Token));
    }

    [Fact]
    public void A_budget_fixes_a_number_of_steps_that_repeats_the_training()
    {
        var options = new TrainingOptions { Budget = TimeSpan.FromSeconds(0.5), Epochs = 1_000_000, Patience = null, Schedule = Schedule.Cosine };
        TrainedAutoencoder timed = Small.Fit(TrainingContract.Curve(), options);
        TrainedAutoencoder repeated = Small.Fit(TrainingContract.Curve(), options with { Budget = null, Steps = timed.Recipe.Training.PlannedSteps });
        Assert.Equal(timed.Recipe.Training.Steps, timed.Recipe.Training.PlannedSteps);
        Assert.Equal(timed.Parameter("decoder.0.weight"), repeated.Parameter("decoder.0.weight"));
    }

    [Fact]
    public void Progress_counts_every_epoch_and_the_time_left_falls_to_nothing()
    {
        var seen = new List<TrainingProgress>();
        Small.Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = 6, Patience = null }, new Act(seen.Add));
        TrainingProgress[] ends = [.. seen.Where(p => p.EpochEnded)];
        Assert.Equal([1, 2, 3, 4, 5, 6], ends.Select(p => p.Epoch));
        Assert.All(ends, p => Assert.NotNull(p.ValidationLoss));
        Assert.Equal(TimeSpan.Zero, ends[^1].Remaining);
        Assert.Equal(ends[^1].Steps, ends[^1].Step);
    }

    [Theory]
    [InlineData(0, 256, "epochs")]
    [InlineData(10, 0, "batch")]
    public void An_option_out_of_range_is_named(int epochs, int batch, string named)
    {
        InputException error = Assert.Throws<InputException>(() => Small.Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = epochs, Batch = batch }));
        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void More_threads_than_a_machine_bears_are_refused()
    {
        InputException error = Assert.Throws<InputException>(() => new TrainingOptions { Threads = 1025 }.Validate());
        Assert.Contains("threads", error.Message);
        Assert.Contains("1 to 1,024", error.Message);
        new TrainingOptions { Threads = 1024 }.Validate();
    }

    [Fact]
    public void Cross_entropy_refuses_values_outside_the_unit_interval_and_names_one()
    {
        float[,] values = { { 0, 1 }, { 0.5f, 7 } };
        InputException error = Assert.Throws<InputException>(
            () => (Small with { Loss = new BernoulliCrossEntropy() }).Fit(values, new TrainingOptions { Validation = 0 }));
        Assert.Contains("row 2", error.Message);
        Assert.Contains("--scale unit", error.Message);
    }

    private sealed class Act(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
