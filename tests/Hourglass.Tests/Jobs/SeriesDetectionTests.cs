using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Numerics;

namespace Hourglass.Tests.Jobs;

public sealed class SeriesDetectionTests
{
    private const int Period = 24, Wrong = 600, WrongSteps = 12;

    private static readonly SeriesDetection s_quick = new() { Detection = new AnomalyDetection { Training = SeriesDetection.DefaultTraining with { Steps = 60 } } };

    private static readonly Lazy<AnomalyDetector> s_detector = new(() => s_quick.Fit(Series(1000, Wrong)));

    [Fact]
    public void A_wrong_stretch_is_found_with_its_column()
    {
        AnomalyDetector detector = s_detector.Value;
        Assert.Equal(Period, detector.Window);
        IReadOnlyList<ScoredRow> scored = detector.Score(Series(1000, Wrong));
        Assert.Equal(1000, scored.Count);
        AnomalyInterval found = Assert.Single(AnomalyInterval.Of(scored, Period));
        Assert.InRange(found.Peak, Wrong, Wrong + WrongSteps - 1);
        Assert.Equal("b", found.Columns[0]);
        Assert.Equal(found.Peak, Enumerable.Range(0, 1000).MaxBy(step => scored[step].Score));
        AnomalyReason reason = scored[found.Peak].Reasons[0];
        Assert.Equal(("b", true), (reason.Column, reason.Observed > reason.Expected + 1));

        // Calibrated on the same steps: as many of them have a p-value of 1 % at most as that is.
        Assert.InRange(scored.Count(step => step.PValue <= 0.01), 8, 10);
    }

    [Fact]
    public void New_steps_raise_about_as_many_alarms_as_asked_for_and_a_new_wrong_stretch_does()
    {
        AnomalyDetector detector = (s_quick with { Detection = s_quick.Detection with { FalseAlarms = 0.1 } }).Fit(Series(1500));
        Assert.InRange(detector.Score(Series(1500, path: "new")).Count(step => step.IsAnomaly) / 1500.0, 0.02, 0.25);
        Assert.All(detector.Score(Series(300, 150, "other")).Skip(150).Take(WrongSteps), step => Assert.Equal(detector.Calibration.SmallestRate, step.PValue));
    }

    [Fact]
    public void The_known_part_of_a_longer_series_is_scored_as_it_was()
    {
        IReadOnlyList<ScoredRow> before = s_detector.Value.Score(Series(1000, Wrong)), after = s_detector.Value.Score(Series(1200, Wrong));
        for (int step = 0; step < 1000 - (2 * Period); step++) Assert.Equal(before[step].Score, after[step].Score, 1e-4f);
    }

    [Fact]
    public void A_file_brings_back_the_same_scores()
    {
        using var file = new MemoryStream();
        s_detector.Value.Save(file);
        file.Position = 0;
        var loaded = (AnomalyDetector)JobModel.Load(file);
        Assert.Equal((Period, 1000), (loaded.Window, loaded.ReferenceRows));
        Assert.Equal(s_detector.Value.Score(Series(300, 100)).Select(step => step.Score), loaded.Score(Series(300, 100)).Select(step => step.Score));
    }

    [Fact]
    public void Labels_measure_steps_and_choose_windows()
    {
        DataSet series = Series(1000, Wrong).WithLabels([.. Enumerable.Range(0, 1000).Select(step => step is >= Wrong and < Wrong + WrongSteps ? "bad" : "good")]);
        AnomalyDetector clean = (s_quick with { Detection = s_quick.Detection with { Normal = "good" } }).Fit(series);
        Assert.Equal((1000 - Period + 1) - (WrongSteps + Period - 1), clean.Autoencoder.Recipe.Training.TrainingRows);
        Assert.Equal(1000 - WrongSteps, clean.Calibration.Scores.Length);
        Measure auroc = clean.Evaluate(series).First(measure => measure.Key == "auroc");
        Assert.InRange(auroc.Value!.Value, 0.95, 1);
        Assert.Equal("nearest windows", auroc.Rival!.Value.Name);
        Assert.Throws<InputException>(() => (s_quick with { Detection = s_quick.Detection with { Normal = "fine" } }).Fit(series));
        Assert.Throws<InputException>(() => (s_quick with { Detection = s_quick.Detection with { Normal = "good" } }).Fit(Series(1000)));
    }

    [Fact]
    public void Without_the_series_nothing_of_it_travels()
    {
        AnomalyDetector detector = (s_quick with { Detection = s_quick.Detection with { KeepsRows = false } }).Fit(Series(1000, Wrong), Series(500, path: "calibration"));
        Assert.Equal((0, 500), (detector.ReferenceRows, detector.Calibration.Scores.Length));
        IReadOnlyList<ScoredRow> scored = detector.Score(Series(1000, Wrong));
        Assert.InRange(Enumerable.Range(0, 1000).MaxBy(step => scored[step].Score), Wrong - Period, Wrong + WrongSteps + Period);
    }

    [Fact]
    public void Missing_values_are_taken_and_a_long_stretch_of_them_is_no_anomaly()
    {
        float[,] values = Values(1000, Wrong, "series");
        for (int step = 200; step < 300; step++) values[step, 0] = values[step, 1] = float.NaN;
        values[400, 0] = float.NaN;
        DataSet series = DataSet.From(values, ["a", "b"]);
        AnomalyInterval found = Assert.Single(AnomalyInterval.Of(s_quick.Fit(series).Score(series), Period));
        Assert.InRange(found.Peak, Wrong, Wrong + WrongSteps - 1);
    }

    [Fact]
    public void What_cannot_be_a_series_is_refused_with_the_remedy()
    {
        Assert.Contains("at least 8", Assert.Throws<InputException>(() => s_quick.Fit(Series(7))).Message);
        Assert.Contains("--window 25", Assert.Throws<InputException>(() => (s_quick with { Window = 26 }).Fit(Series(100))).Message);
        Assert.Contains("at least 24", Assert.Throws<InputException>(() => s_detector.Value.Score(Series(23))).Message);
        Assert.Contains("'b'", Assert.Throws<InputException>(() => s_detector.Value.Score(DataSet.From(Values(100, -1, "series"), ["a", "c"]))).Message);
        Assert.Throws<InputException>(() => (s_quick with { Detection = s_quick.Detection with { Training = SeriesDetection.DefaultTraining with { Validation = 0 } } }).Fit(Series(1000)));
        Assert.Equal(16, new SeriesDetection().WindowFor(Series(64)));
        Assert.Equal(SeriesDetection.UsualWindow, new SeriesDetection().WindowFor(DataSet.From(new float[1000, 1])));
    }

    [Fact]
    public void A_constant_series_raises_no_alarm_until_it_moves()
    {
        var still = new float[400, 1];
        AnomalyDetector detector = s_quick.Fit(DataSet.From(still));
        Assert.DoesNotContain(detector.Score(DataSet.From(still)), step => step.IsAnomaly);
        still[200, 0] = 5;
        Assert.True(detector.Score(DataSet.From(still))[200].IsAnomaly);
    }

    [Fact]
    public void A_window_s_score_is_spread_over_its_steps_and_smoothed_over_as_many()
    {
        // The window of the steps 4, 5 and 6 scores 1, the others 0: these steps have a third each, and the mean with both neighbours.
        float[] steps = StepScores.Of([0, 0, 0, 0, 1, 0, 0, 0, 0], 3);
        Assert.Equal([0, 0, 0, 1 / 9f, 2 / 9f, 3 / 9f, 2 / 9f, 1 / 9f, 0, 0, 0], steps.Select(step => MathF.Round(step, 6)), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void Rows_are_encoded_by_no_model_of_a_series() =>
        Assert.Contains("job 'anomaly'", Assert.Throws<InputException>(() => s_detector.Value.ForRows()).Message);

    [Fact]
    public void A_step_is_explained_with_what_was_expected_and_its_usual_spread()
    {
        AnomalyExplanation step = s_detector.Value.Explain(Series(1000, Wrong), Wrong + (WrongSteps / 2));
        AnomalyReason reason = step.Columns[0];
        Assert.True(step.Row.IsAnomaly);
        Assert.Equal(("b", 1), (reason.Column, reason.Number));
        Assert.InRange(Math.Abs(reason.Observed - reason.Expected) / reason.Spread, 3, 1e6);
        Assert.Null(step.Nearest);
    }

    [Fact]
    public void Alarms_close_to_each_other_are_one_interval()
    {
        ScoredRow[] steps = [.. Enumerable.Range(0, 40).Select(step => new ScoredRow(step == 13 ? 9 : 1, 0.5, step is 10 or 13 or 30, [new(0, new("a", ColumnKind.Number), 0, 0, 1)]))];
        Assert.Equal([(10, 13, 13), (30, 30, 30)], AnomalyInterval.Of(steps, 10).Select(interval => (interval.Start, interval.End, interval.Peak)));
    }

    private static DataSet Series(int steps, int wrong = -1, string path = "series") => DataSet.From(Values(steps, wrong, path), ["a", "b"]);

    // Two waves of one period; where it is wrong, the second is 4 too high.
    private static float[,] Values(int steps, int wrong, string path)
    {
        var random = new RandomStream(4, path);
        var values = new float[steps, 2];
        for (int step = 0; step < steps; step++)
        {
            double angle = 2 * Math.PI * step / Period;
            values[step, 0] = (float)(Math.Sin(angle) + (0.1 * random.NextNormal()));
            values[step, 1] = (float)(5 + (2 * Math.Cos(angle)) + (0.2 * random.NextNormal()) + (wrong >= 0 && step >= wrong && step < wrong + WrongSteps ? 4 : 0));
        }

        return values;
    }
}
