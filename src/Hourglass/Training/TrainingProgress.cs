namespace Hourglass.Training;

/// <summary>Where a training stands; reported several times a second and at the end of each epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch under way, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Most epochs there can be.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Most steps there can be.</summary>
    public required long Steps { get; init; }

    /// <summary>True when the epoch has just ended.</summary>
    public required bool EpochEnded { get; init; }

    /// <summary>The objective, averaged over the rows of this epoch so far.</summary>
    public required double Loss { get; init; }

    /// <summary>The parts of the objective by name (<c>reconstruction</c>, <c>l2</c>, ...), averaged likewise.</summary>
    public required IReadOnlyList<(string Name, double Value)> Parts { get; init; }

    /// <summary>Mean loss of the validation rows after the last epoch that ended; null before, or without validation rows.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>The epoch with the best loss so far; 0 before the first has ended.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Training rows a second, over the whole training.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Time since the training began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time left if every possible step is done; stopping early only makes it shorter.</summary>
    public required TimeSpan Remaining { get; init; }
}
