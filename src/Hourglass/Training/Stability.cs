namespace Hourglass.Training;

/// <summary>The article's "until it is stable": remembers the best loss, and says when it has not improved for long enough.</summary>
internal sealed class Stability(int? patience, double minDelta)
{
    /// <summary>The best loss and its epoch, and those that count for patience: what a checkpoint keeps.</summary>
    public StabilityState State { get; set; } = new(double.MaxValue, 0, double.MaxValue, 0);

    public double Best => State.Best;

    public int BestEpoch => State.BestEpoch;

    /// <summary>Takes note of an epoch's loss; true when it is the best so far.</summary>
    public bool Note(int epoch, double loss)
    {
        // Small gains are kept as the best, but only a gain beyond the threshold buys more patience.
        if (State.ReferenceEpoch == 0 || loss < State.Reference - (minDelta * Math.Abs(State.Reference))) State = State with { Reference = loss, ReferenceEpoch = epoch };
        if (State.BestEpoch > 0 && !(loss < State.Best)) return false;
        State = State with { Best = loss, BestEpoch = epoch };
        return true;
    }

    public bool IsStable(int epoch) => patience is { } limit && epoch - State.ReferenceEpoch >= limit;
}

/// <summary>Best losses so far; epoch 0 means none yet.</summary>
internal sealed record StabilityState(double Best, int BestEpoch, double Reference, int ReferenceEpoch);
