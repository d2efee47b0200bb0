using Hourglass.Graphs.Execution;

namespace Hourglass.Training;

/// <summary>Why a training ended.</summary>
public enum StopReason
{
    /// <summary>The loss had not improved for the patience given.</summary>
    Stable,

    /// <summary>All epochs, or all steps, were done.</summary>
    Finished,

    /// <summary>Asked to finish from outside.</summary>
    Interrupted,

    /// <summary>The loss was no longer a number; the last good weights were kept.</summary>
    Diverged,

    /// <summary>There was no training here: the weights were made elsewhere.</summary>
    Imported,
}

/// <summary>What happened in one epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">The objective, averaged over the rows.</param>
/// <param name="ValidationLoss">Mean loss of the validation rows, or null.</param>
/// <param name="LearningRate">At the epoch's end.</param>
/// <param name="Seconds">Since the training began.</param>
public sealed record EpochRecord(int Epoch, double Loss, double? ValidationLoss, double LearningRate, double Seconds)
{
    /// <summary>The parts of the objective by name (<c>reconstruction</c>, <c>l2</c>, ...), averaged over the rows.</summary>
    public required IReadOnlyList<(string Name, double Value)> Parts { get; init; }
}

/// <summary>What a training gives back.</summary>
public sealed record TrainingResult
{
    /// <summary>The trained values by path, the optimizer's moments left out.</summary>
    public required StoredValues Values { get; init; }

    /// <summary>Every epoch that ended.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Loss of the kept weights: on validation rows if there are any, otherwise on training rows.</summary>
    public required double BestLoss { get; init; }

    /// <summary>Steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps that were planned, the horizon of the schedule.</summary>
    public required long PlannedSteps { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Time it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Training rows and validation rows.</summary>
    public required (int Training, int Validation) Rows { get; init; }
}
