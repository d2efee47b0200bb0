using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public class NormalScoresTests
{
    [Fact]
    public void Ranks_become_normal_quantiles_of_mean_0_and_deviation_1()
    {
        // Ranks 1 to 4 of 5: normal quantiles -0.8416, -0.2533, 0.2533, 0.8416, of deviation 0.6215.
        float[] scores = Apply([1, 10, 100, 1000], 1, 10, 100, 1000);
        float[] expected = [-1.3543f, -0.4076f, 0.4076f, 1.3543f];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], scores[i], 1e-3f);
    }

    [Fact]
    public void Equal_values_share_a_score_and_others_lie_between_or_at_the_ends()
    {
        float[] scores = Apply([0, 0, 0, 5, 7], 0, 3, 5, -9, 1e30f, float.NaN);
        Assert.Equal((scores[0] + scores[2]) / 2, scores[1], 1e-6f);
        Assert.Equal(scores[0], scores[3]);
        Assert.True(scores[4] > scores[2] && float.IsNaN(scores[5]));
    }

    [Fact]
    public void A_column_that_does_not_vary_or_has_no_values_scores_0()
    {
        Assert.Equal([0, 0], Apply([4, 4, 4], 4, 9));
        Assert.Equal([0], Apply([float.NaN, float.NaN], 4));
    }

    private static float[] Apply(float[] column, params float[] values)
    {
        NormalScores scores = NormalScores.Fit(column, 1);
        var found = new float[values.Length];
        for (int i = 0; i < values.Length; i++) scores.Apply(values.AsSpan(i, 1), found.AsSpan(i, 1));
        return found;
    }
}
