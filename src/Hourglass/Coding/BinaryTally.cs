namespace Hourglass.Coding;

/// <summary>Counts what decisions would take, without coding them: for fitting, where only what was learnt is wanted.</summary>
internal sealed class BinaryTally : IBinaryCoder
{
    /// <summary>Bits so far.</summary>
    public double Bits { get; private set; }

    /// <inheritdoc/>
    public int Code(int bit, int probability)
    {
        Bits += Logistic.Cost(bit != 0 ? probability : 65536 - probability);
        return bit;
    }
}
