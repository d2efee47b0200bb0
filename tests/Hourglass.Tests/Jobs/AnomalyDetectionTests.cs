using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Sources;
using Hourglass.Training;

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
        Assert.Equal(["nearest neighbour", "isolation forest", "PCA"], auroc.Rivals.Select(rival => rival.Name));
        Assert.All(auroc.Rivals, rival => Assert.InRange(rival.Value, 0.9, 1));
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
        Assert.InRange(scored.Where((at, i) => at.PValue <= 0.05 && at.Reasons[0].Column == columns[i % columns.Count]).Count() / (double)scored.Count, 0.95, 1);
        AnomalyReason reason = scored[0].Reasons[0];
        Assert.Equal(moved[0, 0], reason.Observed);
        Assert.InRange(reason.Expected, 5, 20);
        Assert.InRange(reason.Share, 0.5, 1);
    }

    [Fact]
    public void A_column_moved_to_four_deviations_is_the_first_reason()
    {
        DataSet benign = Rows(BreastCancer.Test, BreastCancer.Benign);
        IReadOnlyList<string> columns = benign.Columns!;
        TrainedAutoencoder autoencoder = s_detector.Value.Autoencoder;
        var moved = new float[benign.Rows * columns.Count, columns.Count];
        var row = new float[columns.Count];
        for (int i = 0; i < moved.GetLength(0); i++)
        {
            int column = i % columns.Count;
            benign.CopyRow(i / columns.Count, row);
            row[column] = autoencoder.Scaler.Shift[column] + ((i / columns.Count % 2 == 0 ? 4 : -4) / autoencoder.Scaler.Factor[column]);
            Buffer.BlockCopy(row, 0, moved, i * row.Length * sizeof(float), row.Length * sizeof(float));
        }

        IReadOnlyList<ScoredRow> scored = s_detector.Value.Score(DataSet.From(moved, columns));
        Assert.InRange(scored.Where((at, i) => at.Reasons[0].Column == columns[i % columns.Count]).Count() / (double)scored.Count, 0.9, 1);
    }

    [Fact]
    public void Rows_that_were_not_trained_on_raise_about_as_many_alarms_as_are_asked_for()
    {
        // Three columns that hang together, 200 rows to train on: few enough to cross-fit.
        var random = new RandomStream(3, "rows");
        AnomalyDetector detector = new AnomalyDetection { Normal = "0", FalseAlarms = 0.1, Training = AnomalyDetection.DefaultTraining with { Steps = 500 } }.Fit(Draw(200));
        Assert.Equal(200, detector.Calibration.Scores.Length);
        Assert.InRange(detector.Score(Draw(1000)).Count(row => row.IsAnomaly) / 1000.0, 0.05, 0.2);

        DataSet Draw(int rows)
        {
            var values = new float[rows, 3];
            for (int i = 0; i < rows; i++)
            {
                double common = random.NextNormal();
                for (int column = 0; column < 3; column++) values[i, column] = (float)(common + (0.3 * random.NextNormal()));
            }

            return DataSet.From(values, labels: [.. Enumerable.Repeat("0", rows)]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_absurd_point_of_another_library_is_found(bool isContaminated)
    {
        // dotnet/machinelearning issue 3871: two columns in 0.8-0.9 and 0.1-0.5, and a point of them that is scored as normal there.
        var random = new RandomStream(0, "rows");
        var values = new float[800, 2];
        for (int i = 0; i < 800; i++) (values[i, 0], values[i, 1]) = ((float)(0.8 + (0.1 * random.NextDouble())), (float)(0.1 + (0.4 * random.NextDouble())));
        AnomalyDetector detector = new AnomalyDetection { Normal = isContaminated ? null : "0" }.Fit(DataSet.From(values, labels: [.. Enumerable.Repeat("0", 800)]));
        foreach (ScoredRow row in detector.Score(DataSet.From(new float[,] { { 10000, 25000 }, { -10, 0.3f }, { 0.85f, 60 } })))
            Assert.Equal(detector.Calibration.SmallestRate, row.PValue);
        Assert.False(detector.Score(DataSet.From(new float[,] { { 0.85f, 0.3f } }))[0].IsAnomaly);
    }

    [Fact]
    public void It_is_said_when_a_rival_tells_as_much()
    {
        string Sentence(double forest) => s_detector.Value.Summarise(
            BreastCancer.Test, [new("auroc", "AUROC", 0.9) { Rivals = [("nearest neighbour", 0.8), ("isolation forest", forest)] }, new("anomalies", "rows that look wrong", 3)]);
        Assert.Contains("AUROC 0.900 (nearest neighbour 0.800, isolation forest 0.900). Here the autoencoders do not pay: isolation forest alone", Sentence(0.9));
        Assert.DoesNotContain("do not pay", Sentence(0.89));
    }

    [Fact]
    public void The_noise_follows_how_far_apart_rows_are()
    {
        // On a line rows of many columns are near each other; with columns that do not hang together they are far apart.
        var random = new RandomStream(0, "rows");
        double near = Noise(row => row), far = Noise(_ => (float)random.NextDouble());
        Assert.InRange(near, 0.05, 0.06);
        Assert.InRange(far, 0.2, 1);

        static double Noise(Func<int, float> value)
        {
            var values = new float[101, 8];
            for (int i = 0; i < values.Length; i++) values[i / 8, i % 8] = value(i / 8);
            AnomalyDetector detector = new AnomalyDetection { Training = AnomalyDetection.ContaminatedTraining with { Steps = 1 } }.Fit(DataSet.From(values));
            return ((GaussianNoise)detector.Autoencoder.Recipe.Description.Corruption!).Amount;
        }
    }

    [Fact]
    public void An_aborted_training_goes_on_to_the_same_bits()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        AnomalyDetection whole = s_benign with { Training = AnomalyDetection.DefaultTraining with { Steps = 60 } };
        AnomalyDetection resumed = whole with { Training = whole.Training! with { Checkpoint = new CheckpointOptions(Path.Combine(folder, "c")) { EverySteps = 10, Resumes = true } } };
        foreach (long step in (long[])[35, 95, 170])
        {
            using var abort = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => resumed.Fit(BreastCancer.Train, progress: new Watch(at => AbortAt(at, step, abort)), cancellationToken: abort.Token));
        }

        Assert.Equal(Scores(whole.Fit(BreastCancer.Train)), Scores(resumed.Fit(BreastCancer.Train)));
        Directory.Delete(folder, recursive: true);

        static void AbortAt(TrainingProgress at, long step, CancellationTokenSource abort)
        {
            if (at.Step >= step) abort.Cancel();
        }
    }

    [Fact]
    public void A_training_that_is_to_finish_keeps_what_it_has()
    {
        using var finish = new CancellationTokenSource();
        var training = AnomalyDetection.DefaultTraining with { Steps = 60, Finish = finish.Token };
        AnomalyDetector detector = (s_benign with { Training = training, FalseAlarms = 0.01 }).Fit(BreastCancer.Train, progress: new Watch(at =>
        {
            if (at.Step > 60) finish.Cancel();
        }));
        Assert.Equal((2, StopReason.Interrupted), (detector.Members, detector.Autoencoder.Recipe.Training.StopReason));
        Assert.Equal(34, detector.Calibration.Scores.Length);
        Assert.Equal(1 / 35.0, detector.FalseAlarms, 1e-9);
        Assert.All(detector.Score(BreastCancer.Test), row => Assert.True(float.IsFinite(row.Score)));
    }

    [Fact]
    public void Progress_tells_of_all_autoencoders_as_of_one_training()
    {
        List<TrainingProgress> told = [];
        (s_benign with { Training = AnomalyDetection.DefaultTraining with { Steps = 40 } }).Fit(BreastCancer.Train, progress: new Watch(told.Add));
        Assert.Equal(told.Select(at => at.Step).Order(), told.Select(at => at.Step));
        Assert.All(told, at => Assert.Equal(3 * 6 * 40, at.Steps));
        Assert.Equal(3 * 6 * 40, told[^1].Step);
    }

    [Fact]
    public void A_budget_is_for_all_and_each_has_as_many_steps_as_the_first()
    {
        AnomalyDetection detection = s_benign with { Training = AnomalyDetection.DefaultTraining with { Budget = TimeSpan.FromSeconds(1.5) } };
        AnomalyDetector detector = detection.Fit(BreastCancer.Train, BreastCancer.Test);
        long steps = detector.Autoencoder.Recipe.Training.PlannedSteps;
        AnomalyDetector again = (s_benign with { Training = AnomalyDetection.DefaultTraining with { Steps = steps } }).Fit(BreastCancer.Train, BreastCancer.Test);
        Assert.Equal(3, detector.Members);
        Assert.Equal(Scores(again), Scores(detector));
    }

    [Fact]
    public void One_autoencoder_can_be_named_instead_of_the_ensemble()
    {
        TrainingOptions few = AnomalyDetection.DefaultTraining with { Steps = 300 };
        var dense = new AnomalyDetection { Normal = BreastCancer.Benign, Autoencoder = AnomalyDetection.DefaultAutoencoder, Training = few };
        AnomalyDetection variational = dense with { Autoencoder = AnomalyDetection.DefaultAutoencoder with { Architecture = DenseAutoencoder.Variational(AnomalyDetection.DefaultArchitecture) } };
        foreach (AnomalyDetection one in (AnomalyDetection[])[dense, variational])
        {
            AnomalyDetector detector = one.Fit(BreastCancer.Train);
            Assert.Equal((1, 8), (detector.Members, detector.Autoencoder.CodeSize));
            Assert.InRange(detector.Evaluate(BreastCancer.Test).Single(measure => measure.Key == "auroc").Value!.Value, 0.9, 1);
            var file = new MemoryStream();
            detector.Save(file);
            Assert.Equal(detector.Score(BreastCancer.Test).Select(row => row.Score), ((AnomalyDetector)JobModel.Load(file)).Score(BreastCancer.Test).Select(row => row.Score));
        }

        Assert.True(variational.Fit(BreastCancer.Train).Autoencoder.IsVariational);
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
        Assert.Equal(["calibration", "column-ranges", "preprocessing", "selftest", "usual-columns", "weights", "weights-2", "weights-3"], ModelContainer.Load(file, "model").Sections.Keys.Order());
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
        Assert.Equal((340, 400, BreastCancer.Benign), (detector.ReferenceRows, detector.Calibration.Scores.Length, detector.Normal));
        Assert.Contains("contaminated", detector.Facts[0].Value);
    }

    [Fact]
    public void The_rows_not_trained_on_are_those_held_back_and_those_of_other_labels()
    {
        DataSet unseen = s_benign.Unseen(BreastCancer.Train);
        Assert.Equal((207, 34), (unseen.Rows, unseen.Labels!.Count(label => label == BreastCancer.Benign)));
        float[] scores = [.. s_detector.Value.Score(Rows(unseen, BreastCancer.Benign)).Select(row => row.Score).Order()];
        Assert.Equal(227, s_detector.Value.Calibration.Scores.Length);
        Assert.Empty(scores.Except(s_detector.Value.Calibration.Scores.ToArray()));
    }

    [Theory]
    [InlineData("harmless", null, 0.15, "malignant")]
    [InlineData("benign", 0.001, 0.15, "at least 999")]
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

    private static IEnumerable<float> Scores(AnomalyDetector detector) => detector.Score(BreastCancer.Test).Select(row => row.Score);

    private static DataSet Rows(DataSet data, string label) => data.Select([.. Enumerable.Range(0, data.Rows).Where(row => data.Labels![row] == label)]);

    private sealed class Watch(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
