using Hourglass.Baselines;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The score of a row: the logarithm of the root mean square of its columns' residuals, each in units of that column's deviation on training rows,
/// plus the logarithm of the distance to the nearest training row where rows are kept. The sum of logarithms weighs a factor in either alike,
/// whatever their units.
/// </summary>
internal sealed class AnomalyScoring(TrainedAutoencoder autoencoder, ColumnResiduals residuals, NearestNeighbour? neighbour)
{
    private const int MostReasons = 3;

    // Keep logarithms finite: for a copy of a training row, and for values near the end of float32.
    private const double Least = 1e-6, Most = 1e30;

    public TrainedAutoencoder Autoencoder => autoencoder;

    public ColumnResiduals Residuals => residuals;

    public NearestNeighbour? Neighbour => neighbour;

    /// <summary>Scores and reasons of some rows, in their order.</summary>
    public IEnumerable<(float Score, IReadOnlyList<AnomalyReason> Reasons)> Of(DataSet data, CancellationToken cancellationToken = default)
    {
        int width = data.Width;
        foreach (ResidualRows block in residuals.Of(data))
        {
            float[]? distances = Distances(block, cancellationToken);
            for (int row = 0; row < block.Rows; row++)
            {
                (double score, double sum) = OfResiduals(block.Squares.AsSpan(row * width, width));
                if (distances is not null) score += Logarithm(distances[row]);
                yield return ((float)score, Reasons(block, row * width, width, sum));
            }
        }
    }

    /// <summary>The distance of each row to the nearest training row kept, in scaled units; null where none are kept.</summary>
    public float[]? Distances(DataSet data, CancellationToken cancellationToken = default) =>
        neighbour is null ? null : [.. residuals.Of(data).SelectMany(block => Distances(block, cancellationToken)!)];

    private float[]? Distances(ResidualRows block, CancellationToken cancellationToken)
    {
        if (neighbour is null) return null;
        float[] scaled = [.. block.Observed];
        for (int start = 0; start < scaled.Length; start += neighbour.Width) autoencoder.Scaler.Apply(scaled.AsSpan(start, neighbour.Width));
        return neighbour.Distances(scaled, cancellationToken);
    }

    private static (double Score, double Sum) OfResiduals(ReadOnlySpan<double> squares)
    {
        double sum = 0;
        int count = 0;
        foreach (double square in squares)
        {
            if (double.IsNaN(square)) continue;
            sum += square;
            count++;
        }

        return (Logarithm(Math.Sqrt(sum / Math.Max(1, count))), sum);
    }

    private static double Logarithm(double value) => Math.Log(Math.Clamp(value, Least, Most));

    private AnomalyReason[] Reasons(ResidualRows block, int start, int width, double sum)
    {
        Span<int> worst = stackalloc int[MostReasons];
        int found = 0;
        for (int i = start; i < start + width; i++)
        {
            if (double.IsNaN(block.Squares[i]) || (found == MostReasons && !(block.Squares[i] > block.Squares[worst[^1]]))) continue;
            int place = found < MostReasons ? found++ : MostReasons - 1;
            for (; place > 0 && block.Squares[i] > block.Squares[worst[place - 1]]; place--) worst[place] = worst[place - 1];
            worst[place] = i;
        }

        var reasons = new AnomalyReason[found];
        for (int i = 0; i < found; i++)
        {
            int at = worst[i];
            reasons[i] = new(NameOf(at - start), block.Observed[at], block.Expected[at], sum > 0 ? block.Squares[at] / sum : 0);
        }

        return reasons;
    }

    private string NameOf(int column) => autoencoder.Recipe.Columns?[column] ?? (column + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
