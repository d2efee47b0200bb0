using System.Diagnostics;

namespace Hourglass.Training;

/// <summary>Turns what the trainer knows into progress reports, at most one in a while besides those at the end of epochs.</summary>
internal sealed class ProgressReport(IProgress<TrainingProgress>? progress, Stopwatch clock, TrainingOptions options, TrainingState state, TimeSpan every)
{
    private readonly long _stepsBefore = state.Step;
    private TimeSpan _next;
    private long _rows;

    /// <summary>Learning rate of the last step.</summary>
    public double LearningRate => options.Optimizer.LearningRate * options.Schedule.Factor(Math.Max(0, state.Step - 1), state.Planned);

    public void Step(int rows)
    {
        _rows += rows;
        if (progress is null || clock.Elapsed < _next) return;
        _next = clock.Elapsed + every;
        Send(false);
    }

    public void Epoch() => Send(true);

    private void Send(bool ended)
    {
        TimeSpan elapsed = clock.Elapsed;
        progress?.Report(new TrainingProgress
        {
            Epoch = state.Epoch,
            Epochs = options.Epochs,
            Step = state.Step,
            Steps = state.Planned,
            EpochEnded = ended,
            Loss = state.Mean.Loss,
            Parts = state.Mean.Parts,
            ValidationLoss = state.ValidationLoss,
            BestEpoch = state.Stability.BestEpoch,
            LearningRate = LearningRate,
            RowsPerSecond = _rows / elapsed.TotalSeconds,
            Elapsed = elapsed + TimeSpan.FromSeconds(state.SecondsBefore),
            Remaining = elapsed * ((state.Planned - state.Step) / (double)Math.Max(1, state.Step - _stepsBefore)),
        });
    }
}
