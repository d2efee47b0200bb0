using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

namespace Hourglass.Tests.Jobs;

public class AnomalyDetectionTests
{
    private static readonly AnomalyDetection s_benign = new() { Normal = BreastCancer.Benign };
    private static readonly Lazy<AnomalyDetector> s_detector = new(() => s_benign.Fit(BreastCancer.Train));

    [Fact]
    public void Malignant_tumours_are_found_by_a_detector_that_has_seen_benign_ones_only()
    {
        IReadOnlyList<Measure> measures = s_detector.Value.Evaluate(BreastCancer.Test);
        Measure auroc = measures.Single(measure => measure.Key == "auroc");
        Assert.Equal("nearest neighbour", auroc.Rival!.Value.Name);
        Assert.InRange(auroc.Value!.Value, 0.95, 1);
        Assert.InRange(auroc.Rival.Value.Value, 0.9, 1);
        Assert.InRange(measures.Single(measure => measure.Key == "falseAlarmRate").Value!.Value, 0, 0.1);
        Assert.Equal(193, s_detector.Value.Autoencoder.Recipe.Training.TrainingRows);
    }

    [Fact]
    public void A_column_moved_by_ten_deviations_raises_an_alarm_and_is_the_first_reason()
    {
        DataSet benign = Rows(BreastCancer.Test, BreastCancer.Benign);
        IReadOnlyList<string> columns = benign.Columns!;
        ReadOnlySpan<float> factor = s_detector.Value.Autoencoder.Scaler.Factor;
        var moved = new float[benign.Rows * columns.Count, columns.Count];
        var row = new float[columns.Count];
        for (int i = 0; i < moved.GetLength(0); i++)
        {
            benign.CopyRow(i / columns.Count, row);
            row[i % columns.Count] += (i / columns.Count % 2 == 0 ? 10 : -10) / factor[i % columns.Count];
            Buffer.BlockCopy(row, 0, moved, i * row.Length * sizeof(float), row.Length * sizeof(float));
        }

        IReadOnlyList<ScoredRow> scored = s_detector.Value.Score(DataSet.From(moved, columns));
        Assert.InRange(scored.Where((at, i) => at.IsAnomaly && at.Reasons[0].Column == columns[i % columns.Count]).Count() / (double)scored.Count, 0.95, 1);
        AnomalyReason reason = scored[0].Reasons[0];
        Assert.Equal(moved[0, 0], reason.Observed);
        Assert.InRange(reason.Expected, 5, 20);
        Assert.InRange(reason.Share, 0.5, 1);
    }

    [Fact]
    public void An_absurd_row_has_the_smallest_p_value_there_is_and_a_finite_score()
    {
        AnomalyDetector detector = s_detector.Value;
        float[] absurd = [.. Enumerable.Range(0, 30).Select(column => column % 2 == 0 ? 3e38f : -3e38f)];
        ScoredRow scored = detector.Score(DataSet.From(absurd, 30))[0];
        Assert.Equal(detector.Calibration.SmallestRate, scored.PValue);
        Assert.True(scored.IsAnomaly && float.IsFinite(scored.Score));
    }

    [Fact]
    public void A_missing_value_is_no_reason_and_hardly_changes_the_score_of_a_normal_row()
    {
        DataSet benign = Rows(BreastCancer.Test, BreastCancer.Benign);
        var holes = new float[benign.Rows, benign.Width];
        var row = new float[benign.Width];
        for (int i = 0; i < benign.Rows; i++)
        {
            benign.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) holes[i, column] = (i + column) % 10 == 0 ? float.NaN : row[column];
        }

        IReadOnlyList<ScoredRow> whole = s_detector.Value.Score(benign), scored = s_detector.Value.Score(DataSet.From(holes));
        Assert.All(scored.SelectMany(at => at.Reasons), reason => Assert.False(float.IsNaN(reason.Observed)));
        Assert.InRange(scored.Zip(whole, (a, b) => (double)(a.Score - b.Score)).Average(), -0.5, 1);
        ScoredRow nothing = s_detector.Value.Score(DataSet.From(Enumerable.Repeat(float.NaN, 30).ToArray(), 30))[0];
        Assert.Empty(nothing.Reasons);
        Assert.Equal(1, nothing.PValue);
    }

    [Fact]
    public void Tables_with_holes_are_trained_on()
    {
        var holes = new float[120, 3];
        for (int i = 0; i < 120; i++) (holes[i, 0], holes[i, 1], holes[i, 2]) = (i % 12, i % 4 == 0 ? float.NaN : 2 * (i % 12), float.NaN);
        AnomalyDetector detector = (s_benign with { Normal = null, Training = AnomalyDetection.DefaultTraining with { Steps = 400 } }).Fit(DataSet.From(holes));
        IReadOnlyList<ScoredRow> scored = detector.Score(DataSet.From(new float[,] { { 3, 6, float.NaN }, { 3, 22, float.NaN }, { 3, float.NaN, 7 } }));
        Assert.False(scored[0].IsAnomaly);
        Assert.True(scored[1].IsAnomaly);
        Assert.Equal(("3", 7f), (scored[2].Reasons[0].Column, scored[2].Reasons[0].Observed));
    }

    [Fact]
    public void Without_rows_nothing_of_the_training_data_travels_and_no_rival_is_named()
    {
        AnomalyDetection detection = s_benign with { KeepsRows = false, Training = AnomalyDetection.DefaultTraining with { Steps = 300 } };
        AnomalyDetector detector = detection.Fit(BreastCancer.Train);
        var file = new MemoryStream();
        detector.Save(file);
        Assert.Equal(["calibration", "column-residuals", "preprocessing", "selftest", "weights"], ModelContainer.Load(file, "model").Sections.Keys.Order());
        file.Position = 0;
        var loaded = (AnomalyDetector)JobModel.Load(file);
        Assert.Equal(0, loaded.ReferenceRows);
        Assert.Equal(detector.Score(BreastCancer.Test).Select(row => row.Score), loaded.Score(BreastCancer.Test).Select(row => row.Score));
        Assert.Null(loaded.Evaluate(BreastCancer.Test).Single(measure => measure.Key == "auroc").Rival);
    }

    [Fact]
    public void Contaminated_training_takes_all_rows_and_says_so()
    {
        AnomalyDetector detector = new AnomalyDetection { Training = AnomalyDetection.DefaultTraining with { Steps = 50 } }.Fit(BreastCancer.Train);
        Assert.True(detector.IsContaminated);
        Assert.Equal((340, 60, BreastCancer.Benign), (detector.ReferenceRows, detector.Calibration.Scores.Length, detector.Normal));
        Assert.Contains("contaminated", detector.Facts[0].Value);
    }

    [Fact]
    public void The_rows_not_trained_on_are_those_held_back_and_those_of_other_labels()
    {
        DataSet unseen = s_benign.Unseen(BreastCancer.Train);
        Assert.Equal((207, 34), (unseen.Rows, unseen.Labels!.Count(label => label == BreastCancer.Benign)));
        float[] scores = [.. s_detector.Value.Score(Rows(unseen, BreastCancer.Benign)).Select(row => row.Score).Order()];
        Assert.Equal(s_detector.Value.Calibration.Scores.ToArray(), scores);
    }

    [Theory]
    [InlineData("harmless", null, 0.15, "malignant")]
    [InlineData("benign", 0.01, 0.15, "at least 99")]
    [InlineData("benign", 1.5, 0.15, "below 1")]
    [InlineData("benign", null, 0.0, "--validation")]
    public void What_cannot_be_calibrated_is_refused_before_training(string normal, double? rate, double share, string hint)
    {
        AnomalyDetection detection = new() { Normal = normal, FalseAlarms = rate, Training = AnomalyDetection.DefaultTraining with { Validation = share, Steps = long.MaxValue } };
        Assert.Contains(hint, Assert.Throws<InputException>(() => detection.Fit(BreastCancer.Train)).Message);
    }

    [Fact]
    public void A_normal_label_needs_labels() =>
        Assert.Contains("--label", Assert.Throws<InputException>(() => s_benign.Fit(BreastCancer.Train.WithLabels(null))).Message);

    [Fact]
    public void Columns_are_found_by_name_and_infinite_values_refused()
    {
        DataSet test = BreastCancer.Test;
        var row = new float[30];
        test.CopyRow(0, row);
        ScoredRow straight = s_detector.Value.Score(test.Select(0))[0], turned = s_detector.Value.Score(DataSet.From([.. row.Reverse()], 30, [.. test.Columns!.Reverse()]))[0];
        Assert.Equal(straight.Score, turned.Score);
        Assert.Equal(straight.Reasons, turned.Reasons);
        row[4] = float.PositiveInfinity;
        Assert.Contains("column 5", Assert.Throws<InputException>(() => s_detector.Value.Score(DataSet.From(row, 30))).Message);
    }

    private static DataSet Rows(DataSet data, string label) => data.Select([.. Enumerable.Range(0, data.Rows).Where(row => data.Labels![row] == label)]);
}
