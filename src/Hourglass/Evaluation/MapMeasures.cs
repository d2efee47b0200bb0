using Hourglass.Statistics;

namespace Hourglass.Evaluation;

/// <summary>
/// How faithful a map is: whether rows that are neighbours on it are neighbours in the data, and the other way round.
/// Trustworthiness and continuity: Venna and Kaski 2001; at one number of neighbours, as scikit-learn's <c>trustworthiness</c> counts it.
/// </summary>
/// <param name="Trustworthiness">1 when the k neighbours on the map are the k neighbours in the data; rows that come in wrongly cost by their rank in the data.</param>
/// <param name="Continuity">The same with data and map exchanged: rows that are torn away cost by their rank on the map.</param>
/// <param name="NeighbourRecall">Share of the k neighbours in the data that are among the k neighbours on the map.</param>
/// <param name="NeighbourAccuracy">Share of rows whose label most of their k neighbours on the map have (the nearest decides ties); null without labels.</param>
public sealed record MapMeasures(double Trustworthiness, double Continuity, double NeighbourRecall, double? NeighbourAccuracy)
{
    /// <summary>Neighbours looked at, fewer on small data.</summary>
    public const int NeighbourCount = 10;

    /// <summary>Measures a map.</summary>
    /// <param name="rows">The data in scaled units, [rows, width], one row after the other.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="map">The map, [rows, dimensions].</param>
    /// <param name="dimensions">Dimensions of the map.</param>
    /// <param name="labels">One label a row, or null.</param>
    public static MapMeasures Of(ReadOnlyMemory<float> rows, int width, ReadOnlyMemory<float> map, int dimensions, IReadOnlyList<string>? labels)
    {
        int count = rows.Length / width, k = Math.Clamp((count - 2) / 2, 1, NeighbourCount);
        (int[] Index, float[] Distance)[] inData = Neighbours.Nearest(rows, rows, width, k, excludesSelf: true);
        (int[] Index, float[] Distance)[] onMap = Neighbours.Nearest(map, map, dimensions, k, excludesSelf: true);
        double recall = Enumerable.Range(0, count).Average(row => inData[row].Index.Intersect(onMap[row].Index).Count() / (double)k);
        double? accuracy = labels is null ? null : Enumerable.Range(0, count).Average(row => Vote(onMap[row].Index, labels) == labels[row] ? 1.0 : 0.0);
        return new(1 - Cost(rows, width, onMap, inData, k), 1 - Cost(map, dimensions, inData, onMap, k), recall, accuracy);
    }

    // 2 / (n k (2n - 3k - 1)) times the sum, over the neighbours found that are not true ones, of their true rank less k.
    private static double Cost(ReadOnlyMemory<float> truth, int width, (int[] Index, float[])[] found, (int[] Index, float[])[] neighbours, int k)
    {
        int count = found.Length;
        var costs = new double[count];
        Parallel.For(0, count, () => new float[count], (row, _, distances) =>
        {
            int[] strangers = [.. found[row].Index.Except(neighbours[row].Index)];
            if (strangers.Length == 0) return distances;
            Neighbours.Distances(truth.Span.Slice(row * width, width), truth.Span, distances);
            distances[row] = -1;
            foreach (int stranger in strangers) costs[row] += RankOf(stranger, distances) - k;
            return distances;
        }, _ => { });
        return costs.Sum() * 2 / (count * (double)k * ((2.0 * count) - (3.0 * k) - 1));
    }

    // The row itself has rank 0, its nearest neighbour 1.
    private static int RankOf(int row, ReadOnlySpan<float> distances)
    {
        float own = distances[row];
        int rank = 0;
        for (int other = 0; other < distances.Length; other++)
        {
            if (distances[other] < own || (distances[other] == own && other < row)) rank++;
        }

        return rank;
    }

    private static string Vote(int[] neighbours, IReadOnlyList<string> labels) =>
        neighbours.Select((row, rank) => (Label: labels[row], rank)).GroupBy(vote => vote.Label).OrderByDescending(votes => votes.Count()).ThenBy(votes => votes.Min(vote => vote.rank)).First().Key;
}
