namespace Hourglass.Statistics;

/// <summary>
/// The columns of a table by rank: each value becomes the normal quantile of its rank among the rows fitted on (van der Waerden 1952), and each column is
/// brought to mean 0 and deviation 1 over them. Skew and long tails are gone, the order stays. Immutable and safe from many threads.
/// </summary>
public sealed class NormalScores
{
    private readonly float[][] _sorted, _scores;

    private NormalScores(float[][] sorted, float[][] scores) => (_sorted, _scores) = (sorted, scores);

    /// <summary>Numbers in a row.</summary>
    public int Width => _sorted.Length;

    /// <summary>Ranks the columns of some rows.</summary>
    /// <param name="rows">[rows, width], one row after the other; missing values (NaN) have no rank.</param>
    /// <param name="width">Numbers in a row.</param>
    public static NormalScores Fit(float[] rows, int width)
    {
        float[][] sorted = new float[width][], scores = new float[width][];
        Parallel.For(0, width, column =>
        {
            var values = new float[rows.Length / width];
            for (int row = 0; row < values.Length; row++) values[row] = rows[(row * width) + column];
            sorted[column] = [.. values.Where(value => !float.IsNaN(value)).Order()];
            scores[column] = ScoresOf(sorted[column]);
        });
        return new(sorted, scores);
    }

    /// <summary>Writes the scores of a row. A value between two of the rows fitted on lies between their scores; one beyond them all has the outermost score.</summary>
    /// <param name="row">[<see cref="Width"/>].</param>
    /// <param name="target">[<see cref="Width"/>]; NaN where a value is missing.</param>
    public void Apply(ReadOnlySpan<float> row, Span<float> target)
    {
        for (int column = 0; column < row.Length; column++) target[column] = Score(_sorted[column], _scores[column], row[column]);
    }

    private static float Score(float[] sorted, float[] scores, float value)
    {
        if (float.IsNaN(value)) return value;
        if (sorted.Length == 0) return 0;
        int at = Array.BinarySearch(sorted, value);
        if (at >= 0) return scores[at];
        int above = ~at;
        return above == 0 ? scores[0] : above == sorted.Length ? scores[^1] : (scores[above - 1] + scores[above]) / 2;
    }

    // Equal values share the middle of their ranks.
    private static float[] ScoresOf(float[] sorted)
    {
        int count = sorted.Length;
        var scores = new double[count];
        for (int first = 0, next; first < count; first = next)
        {
            for (next = first + 1; next < count && sorted[next] == sorted[first];) next++;
            Array.Fill(scores, NormalQuantile.Of((first + next + 1) / 2.0 / (count + 1)), first, next - first);
        }

        double mean = count == 0 ? 0 : scores.Average(), deviation = count == 0 ? 0 : Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        return [.. scores.Select(score => (float)((score - mean) / (deviation > 1e-6 ? deviation : 1)))];
    }
}
