using System.Text.Json;
using Hourglass.Statistics;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Statistics;

public class RankMetricsTests
{
    [Fact]
    public void Area_and_average_precision_agree_with_scikit_learn_ties_and_all()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("rank_metrics.json"))).RootElement;
        foreach (JsonElement one in golden.GetProperty("cases").EnumerateArray())
        {
            float[] scores = [.. one.GetProperty("scores").EnumerateArray().Select(score => score.GetSingle())];
            bool[] isPositive = [.. one.GetProperty("isPositive").EnumerateArray().Select(kind => kind.GetBoolean())];
            Assert.Equal(one.GetProperty("auroc").GetDouble(), RankMetrics.Auroc(scores, isPositive)!.Value, 1e-12);
            Assert.Equal(one.GetProperty("averagePrecision").GetDouble(), RankMetrics.AveragePrecision(scores, isPositive)!.Value, 1e-12);
        }
    }

    [Fact]
    public void Rows_of_one_kind_have_no_ranking()
    {
        Assert.Null(RankMetrics.Auroc([1, 2], [true, true]));
        Assert.Null(RankMetrics.AveragePrecision([1, 2], [false, false]));
    }

    [Fact]
    public void Scores_that_say_nothing_are_chance()
    {
        Assert.Equal(0.5, RankMetrics.Auroc([3, 3, 3, 3], [true, false, false, false]));
        Assert.Equal(0.25, RankMetrics.AveragePrecision([3, 3, 3, 3], [true, false, false, false]));
    }
}
