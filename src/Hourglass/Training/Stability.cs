namespace Hourglass.Training;

/// <summary>The article's "until it is stable": remembers the best loss, and says when it has not improved for long enough.</summary>
internal sealed class Stability(int? patience, double minDelta)
{
    public double Best { get; private set; } = double.PositiveInfinity;

    public int BestEpoch { get; private set; }

    private double _reference = double.PositiveInfinity;
    private int _referenceEpoch;

    /// <summary>Takes note of an epoch's loss; true when it is the best so far.</summary>
    public bool Note(int epoch, double loss)
    {
        // Small gains are kept as the best, but only a gain beyond the threshold buys more patience.
        if (loss < _reference - (minDelta * Math.Abs(_reference)) || double.IsPositiveInfinity(_reference)) (_reference, _referenceEpoch) = (loss, epoch);
        if (!(loss < Best)) return false;
        (Best, BestEpoch) = (loss, epoch);
        return true;
    }

    public bool IsStable(int epoch) => patience is { } limit && epoch - _referenceEpoch >= limit;
}
