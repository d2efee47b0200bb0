using Hourglass.Graphs.Execution;

namespace Hourglass.Training;

/// <summary>Everything a training is in the middle of, between two steps.</summary>
/// <param name="values">Parameters, states and moments.</param>
/// <param name="kept">The weights kept so far.</param>
/// <param name="stability">Best losses so far.</param>
internal sealed class TrainingState(StoredValues values, StoredValues kept, Stability stability)
{
    public StoredValues Values { get; } = values;

    public StoredValues Kept { get; } = kept;

    public Stability Stability { get; } = stability;

    /// <summary>Steps planned.</summary>
    public long Planned { get; set; }

    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>The epoch under way, from 1.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Rows of the epoch that are done.</summary>
    public int Start { get; set; }

    /// <summary>Mean of the epoch under way.</summary>
    public required RunningMean Mean { get; set; }

    /// <summary>Loss of the validation rows after the last epoch that ended.</summary>
    public double? ValidationLoss { get; set; }

    /// <summary>Every epoch that ended.</summary>
    public List<EpochRecord> History { get; } = [];

    /// <summary>Seconds that earlier runs of this training took.</summary>
    public double SecondsBefore { get; set; }
}
