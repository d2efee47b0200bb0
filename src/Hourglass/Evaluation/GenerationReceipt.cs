using Hourglass.Statistics;

namespace Hourglass.Evaluation;

/// <summary>
/// What can be said of some rows beside the training rows: how near they are, whether they are copies, whether they keep to columns and pairs of
/// columns. Read generated rows between rows held back (real, but unseen) and independent columns (noise).
/// </summary>
/// <param name="Distance">Mean Euclidean distance to the nearest training row, in scaled units.</param>
/// <param name="NearerShare">
/// Share of rows that are nearer to the training rows than to the rows held back ("DCR score" of the TabSyn protocol), as if there were equally many
/// of both: the odds are divided by how many times more training rows there are. 0.5 is ideal, near 1 is copying; null without rows held back.
/// </param>
/// <param name="ExactCopies">Rows that are training rows: no value differs by more than a thousandth of its scaled unit on average (root mean square).</param>
/// <param name="ShapeError">See <see cref="TableFidelity"/>, against the training rows.</param>
/// <param name="TrendError">See <see cref="TableFidelity"/>, against the training rows.</param>
public sealed record GenerationReceipt(double Distance, double? NearerShare, int ExactCopies, double ShapeError, double? TrendError)
{
    private const double CopyTolerance = 1e-3;

    /// <summary>Looks at some rows.</summary>
    /// <param name="rows">The rows, scaled, <c>[rows, width]</c>, one after the other; 2 or more.</param>
    /// <param name="training">The training rows; 2 or more.</param>
    /// <param name="heldBack">Rows held back; empty when there are none, or when they are the rows themselves.</param>
    /// <param name="width">Numbers in a row.</param>
    public static GenerationReceipt Of(float[] rows, float[] training, float[] heldBack, int width)
    {
        float[] nearest = Nearest(rows, training, width);
        TableFidelity fidelity = TableFidelity.Of(training, rows, width);
        return new(
            nearest.Average(distance => (double)distance), heldBack.Length == 0 ? null : ShareNearer(nearest, Nearest(rows, heldBack, width), heldBack.Length / (double)training.Length),
            nearest.Count(distance => distance <= CopyTolerance * Math.Sqrt(width)),
            fidelity.ShapeError, fidelity.TrendError);
    }

    private static float[] Nearest(float[] rows, float[] references, int width) =>
        [.. Neighbours.Nearest(rows, references, width, 1).Select(neighbour => neighbour.Distance[0])];

    // A row that is as near to either counts half for each.
    private static double ShareNearer(float[] toTraining, float[] toHeld, double heldPerTraining)
    {
        double share = toTraining.Zip(toHeld, (training, held) => training < held ? 1 : training > held ? 0 : 0.5).Average();
        return share * heldPerTraining / ((share * heldPerTraining) + 1 - share);
    }
}
