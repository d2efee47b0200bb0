using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public class ConformalCalibrationTests
{
    [Fact]
    public void A_p_value_counts_the_calibration_scores_that_are_at_least_as_high()
    {
        var calibration = new ConformalCalibration(3, 1, 2, 2);
        Assert.Equal([1, 0.8, 0.8, 0.4, 0.4, 0.2], new float[] { 0, 1.5f, 2, 2.5f, 3, 4 }.Select(score => Math.Round(calibration.PValue(score), 12)));
        Assert.Equal(0.2, calibration.SmallestRate);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.35)]
    [InlineData(0.6)]
    [InlineData(0.99)]
    public void A_score_above_the_threshold_has_a_p_value_of_at_most_the_rate(double rate)
    {
        var calibration = new ConformalCalibration(3, 1, 2, 2);
        float threshold = calibration.Threshold(rate);
        foreach (float score in (float[])[0, 1, 1.5f, 2, 2.5f, 3, 3.5f]) Assert.Equal(calibration.PValue(score) <= rate + 1e-12, score > threshold);
    }

    [Fact]
    public void Every_p_value_can_be_asked_for_as_a_rate()
    {
        for (int rows = 1; rows < 300; rows++)
        {
            float[] scores = [.. Enumerable.Range(0, rows)];
            Assert.Equal(rows - 1, new ConformalCalibration(scores).Threshold(ConformalCalibration.SmallestRateOf(rows)));
            if (rows > 1) Assert.Equal(rows - 2, new ConformalCalibration(scores).Threshold(2.0 / (rows + 1)));
        }
    }

    [Fact]
    public void A_rate_that_too_few_rows_cannot_show_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConformalCalibration(1, 2, 3).Threshold(0.24));
        Assert.Throws<ArgumentException>(() => new ConformalCalibration());
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Of_normal_rows_no_more_than_the_rate_raise_an_alarm(double rate)
    {
        const int Trials = 4000, Rows = 99;
        var random = new RandomStream(3, "conformal");
        int alarms = 0;
        var scores = new float[Rows];
        for (int trial = 0; trial < Trials; trial++)
        {
            for (int row = 0; row < Rows; row++) scores[row] = (float)Math.Exp(random.NextNormal());
            if (new ConformalCalibration(scores).PValue((float)Math.Exp(random.NextNormal())) <= rate) alarms++;
        }

        // The rate itself, within four standard errors.
        double error = 4 * Math.Sqrt(rate * (1 - rate) / Trials);
        Assert.InRange(alarms / (double)Trials, rate - error, rate + error);
    }
}
