using Hourglass.Artifacts;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// What is usual of the columns of normal rows: the share that each has in what is odd about them, and how far it is from what is expected. A column that
/// can only be predicted badly, as a time, has a large share in every row and is no reason for that.
/// </summary>
internal sealed class UsualColumns
{
    private readonly float[] _shares, _spread;

    /// <summary>Puts it together.</summary>
    /// <param name="shares">[columns], 0..1: the mean share of each.</param>
    /// <param name="spread">[columns]: see <see cref="SpreadOf"/>.</param>
    public UsualColumns(float[] shares, float[] spread) => (_shares, _spread) = (shares, spread);

    /// <summary>How far the value of a column usually is from what is expected, in original units (days for a time): about two of three normal rows are nearer. NaN for categories.</summary>
    public float SpreadOf(int column) => _spread[column];

    /// <summary>
    /// What the share of a column counts: less by as much as it usually is above an even one. A column with a smaller usual share counts in full and no more, for
    /// what is predicted well is also disturbed soonest by a neighbour that is wrong.
    /// </summary>
    public double WeightOf(int column) => 1 / Math.Max(1, (double)_shares[column] * _shares.Length);

    /// <summary>As tensors for a model file, each [columns].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [new("shares", [_shares.Length], _shares), new("spread", [_spread.Length], _spread)];

    /// <summary>From a model file.</summary>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="tensor">A tensor by its name.</param>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static UsualColumns FromTensors(int columns, Func<string, NamedTensor> tensor)
    {
        float[] shares = tensor("shares").Values, spread = tensor("spread").Values;
        bool isSound = shares.Length == columns && spread.Length == columns && shares.All(share => share is >= 0 and <= 1) && spread.All(value => !(value < 0));
        return isSound ? new(shares, spread) : throw new FormatException($"What is usual does not fit {columns} columns.");
    }
}
