using System.Numerics.Tensors;
using Hourglass.Statistics;

namespace Hourglass.Evaluation;

/// <summary>
/// What can be said of some rows beside the training rows: how near they are, whether they are copies, whether they keep to columns and pairs of
/// columns. Read generated rows between rows held back (real, but unseen) and independent columns (noise).
/// </summary>
/// <param name="Distance">Mean Euclidean distance to the nearest training row, in scaled units.</param>
/// <param name="NearerShare">
/// Share of rows that are nearer to the training rows than to equally many rows held back ("DCR score"): 0.5 is ideal, near 1 is copying; null without
/// rows held back. Averaged exactly over all choices of so many training rows.
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
        int count = rows.Length / width, trainingRows = training.Length / width, heldRows = heldBack.Length / width;
        double[] nearest = new double[count], shares = new double[count];
        Parallel.For(0, count, () => (ToTraining: new float[trainingRows], ToHeld: new float[heldRows]), (row, _, distances) =>
        {
            ReadOnlySpan<float> values = rows.AsSpan(row * width, width);
            Neighbours.Distances(values, training, distances.ToTraining);
            nearest[row] = TensorPrimitives.Min<float>(distances.ToTraining);
            if (heldRows == 0) return distances;
            Neighbours.Distances(values, heldBack, distances.ToHeld);
            float toHeld = TensorPrimitives.Min<float>(distances.ToHeld);
            shares[row] = ShareNearer(distances.ToTraining.Count(distance => distance <= toHeld), trainingRows, Math.Min(heldRows, trainingRows));
            return distances;
        }, _ => { });
        TableFidelity fidelity = TableFidelity.Of(training, rows, width);
        return new(
            nearest.Average(), heldRows == 0 ? null : shares.Average(), nearest.Count(distance => distance <= CopyTolerance * Math.Sqrt(width)),
            fidelity.ShapeError, fidelity.TrendError);
    }

    // The probability that some of `nearer` among `all` rows are among `chosen` of them drawn at random: one less the share of draws that miss them all.
    private static double ShareNearer(int nearer, int all, int chosen)
    {
        double missed = 1;
        for (int i = 0; i < nearer && missed > 0; i++) missed *= Math.Max(0, all - chosen - i) / (double)(all - i);
        return 1 - missed;
    }
}
