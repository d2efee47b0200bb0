using Hourglass.Baselines;
using Hourglass.Statistics;

namespace Hourglass.Tests.Baselines;

/// <summary>The isolation forest and the distance to principal components, beside scikit-learn's and PyOD's on the same rows (Golden/anomaly_rivals.py).</summary>
public class AnomalyRivalTests
{
    private const int Rows = 300;

    private static readonly float[] s_rows = Standardised();
    private static readonly bool[] s_isOdd = [.. Enumerable.Range(0, Rows).Select(row => row % 20 == 0)];

    [Fact]
    public void The_score_of_principal_components_is_PyODs()
    {
        float[] scores = ComponentDistance.Fit(Rows, 3, Copy).Scores(s_rows);
        float[] expected = [12.7499f, 23.7794f, 21.8912f, 31.4356f, 19.2149f];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], scores[i], 1e-3f);
        Assert.Equal(0.588772, RankMetrics.Auroc(scores, s_isOdd)!.Value, 1e-4);
    }

    [Fact]
    public void An_isolation_forest_finds_what_scikit_learns_finds()
    {
        // Five seeds of scikit-learn give 0.695 to 0.739.
        double[] found = [.. Enumerable.Range(0, 5).Select(seed => RankMetrics.Auroc(IsolationForest.Fit(Rows, 3, Copy, (ulong)seed).Scores(s_rows), s_isOdd)!.Value)];
        Assert.InRange(found.Average(), 0.695, 0.74);
    }

    [Fact]
    public void A_row_far_from_all_is_cut_off_at_once_and_one_in_the_middle_late()
    {
        IsolationForest forest = IsolationForest.Fit(Rows, 3, Copy, 0);
        float[] scores = forest.Scores(new float[] { 50, -50, 50, 0, 0, 0, float.NaN, float.NaN, float.NaN });
        Assert.InRange(scores[0], 0.7, 1);
        Assert.InRange(scores[1], 0, 0.5);
        Assert.InRange(scores[2], 0, 0.6);
        Assert.Equal(scores, IsolationForest.Fit(Rows, 3, Copy, 0).Scores(new float[] { 50, -50, 50, 0, 0, 0, float.NaN, float.NaN, float.NaN }));
        Assert.NotEqual(scores, IsolationForest.Fit(Rows, 3, Copy, 1).Scores(new float[] { 50, -50, 50, 0, 0, 0, float.NaN, float.NaN, float.NaN }));
    }

    [Fact]
    public void Rows_that_are_all_the_same_can_not_be_told_apart()
    {
        IsolationForest forest = IsolationForest.Fit(40, 2, (_, target) => target.Fill(3), 0);
        Assert.Equal([0.5f, 0.5f], forest.Scores(new float[] { 3, 3, 9, 9 }));
        Assert.All(ComponentDistance.Fit(40, 2, (_, target) => target.Fill(3)).Scores(new float[] { 3, 3, 9, 9 }), score => Assert.True(float.IsFinite(score)));
    }

    private static void Copy(int row, Span<float> target) => s_rows.AsSpan(row * 3, 3).CopyTo(target);

    // A recurrence of its own, so that both sides make the same rows.
    private static float[] Standardised()
    {
        ulong state = 1;
        var rows = new double[Rows * 3];
        for (int i = 0; i < Rows; i++)
        {
            double u = Next(), v = Next(), w = Next();
            bool isOdd = i % 20 == 0;
            rows[i * 3] = u + v + (isOdd ? (u - 0.5) * 3 : 0);
            rows[(i * 3) + 1] = u - v + (w / 2) + (isOdd ? 2 * (v - 0.5) : 0);
            rows[(i * 3) + 2] = (2 * w * w) + u + (isOdd ? 1 : 0);
        }

        for (int column = 0; column < 3; column++)
        {
            double[] values = [.. Enumerable.Range(0, Rows).Select(row => rows[(row * 3) + column])];
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            for (int row = 0; row < Rows; row++) rows[(row * 3) + column] = (values[row] - mean) / deviation;
        }

        return [.. rows.Select(value => (float)value)];

        double Next()
        {
            state = ((state * 1103515245) + 12345) % (1ul << 31);
            return state / (double)(1ul << 31);
        }
    }
}
