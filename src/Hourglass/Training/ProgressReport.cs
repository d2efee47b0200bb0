using System.Diagnostics;

namespace Hourglass.Training;

/// <summary>Turns what the trainer knows into progress reports, at most one in a while besides those at the end of epochs.</summary>
internal sealed class ProgressReport(IProgress<TrainingProgress>? progress, Stopwatch clock, TrainingOptions options, long planned, TimeSpan every)
{
    private TimeSpan _next;
    private long _rows;

    public double LearningRate(long step) => options.Optimizer.LearningRate * options.Schedule.Factor(Math.Max(0, step - 1), planned);

    public void Step(int epoch, long step, RunningMean mean, double? validationLoss, int bestEpoch)
    {
        _rows += options.Batch;
        if (progress is null || clock.Elapsed < _next) return;
        _next = clock.Elapsed + every;
        Send(false, epoch, step, mean, validationLoss, bestEpoch);
    }

    public void Epoch(int epoch, long step, RunningMean mean, double? validationLoss, int bestEpoch) =>
        Send(true, epoch, step, mean, validationLoss, bestEpoch);

    private void Send(bool ended, int epoch, long step, RunningMean mean, double? validationLoss, int bestEpoch)
    {
        TimeSpan elapsed = clock.Elapsed;
        progress?.Report(new TrainingProgress
        {
            Epoch = epoch,
            Epochs = options.Epochs,
            Step = step,
            Steps = planned,
            EpochEnded = ended,
            Loss = mean.Loss,
            Parts = mean.Parts,
            ValidationLoss = validationLoss,
            BestEpoch = bestEpoch,
            LearningRate = LearningRate(step),
            RowsPerSecond = _rows / elapsed.TotalSeconds,
            Elapsed = elapsed,
            Remaining = elapsed * ((planned - step) / (double)Math.Max(1, step)),
        });
    }
}
