using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Tests.Cli;

// A plant's table as a German spreadsheet writes it: keys, three lines with temperatures of their own, pressure that follows the temperature.
public sealed class AnomalyTableTests : IDisposable
{
    private const string Header = "key;line;temperature;pressure;vibration;serviced";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Wrong_rows_of_a_table_are_found_and_named_by_their_keys()
    {
        string model = Train();
        string[] rows = Rows(2, 100);
        rows[10] = "M-X10;Z;70,1;35,0;1,0;ja";
        rows[20] = "M-X20;B;70,0;55,0;1,0;nein";
        rows[30] = "M-X30;A;80,0;40,0;1,0;ja";
        File.WriteAllLines(_tool["new.csv"], [Header, .. rows]);
        Assert.Equal(0, _tool.Run("anomaly", "score", model, _tool["new.csv"], "-o", _tool["s.csv"]));
        string[][] lines = [.. File.ReadAllLines(_tool["s.csv"]).Select(line => line.Split(','))];
        Assert.Equal(("key", "row", "score"), (lines[0][0], lines[0][1], lines[0][2]));
        Assert.Equal(["M-X10", "M-X20", "M-X30"], lines.Skip(1).OrderByDescending(line => double.Parse(line[2], CultureInfo.InvariantCulture)).Take(3).Select(line => line[0]).Order());
        Assert.Equal(("line", "Z (not seen in training)"), (lines[11][5], lines[11][6]));
        Assert.Equal(("pressure", "55"), (lines[21][5], lines[21][6]));
    }

    [Fact]
    public void Columns_in_another_order_give_the_same_scores_and_a_missing_one_is_named()
    {
        string model = Train();
        string[] rows = Rows(3, 20);
        File.WriteAllLines(_tool["new.csv"], [Header, .. rows]);
        File.WriteAllLines(_tool["turned.csv"], ["vibration;serviced;pressure;key;line;temperature", .. rows.Select(row => row.Split(';') is var c ? $"{c[4]};{c[5]};{c[3]};{c[0]};{c[1]};{c[2]}" : "")]);
        foreach (string name in (string[])["new", "turned"]) Assert.Equal(0, _tool.Run("anomaly", "score", model, _tool[name + ".csv"], "-o", _tool[name + "-scores.csv"]));
        Assert.Equal(File.ReadAllText(_tool["new-scores.csv"]), File.ReadAllText(_tool["turned-scores.csv"]));
        File.WriteAllLines(_tool["part.csv"], [Header.Replace("pressure", "druck", StringComparison.Ordinal), .. rows]);
        _tool.Refuses(1, "anomaly", "score", model, _tool["part.csv"]);
        Assert.Contains("no column 'pressure'", _tool.Error);
    }

    [Fact]
    public void Labels_that_come_later_measure_a_model_trained_without_and_times_beyond_training_are_told_as_they_are()
    {
        File.WriteAllLines(_tool["t.csv"], ["day,load", .. Enumerable.Range(0, 300).Select(i => FormattableString.Invariant($"{new DateTime(2026, 1, 1).AddDays(i % 60):yyyy-MM-dd},{50 + (i * 7 % 10)}"))]);
        File.WriteAllLines(_tool["new.csv"], ["day,load,state", .. Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"2026-05-{1 + i:00},{(i % 10 == 0 ? 500 : 50 + (i * 7 % 10))},{(i % 10 == 0 ? "bad" : "good")}"))]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["t.csv"], "--steps", "50", "--validation", "0.4", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], _tool["new.csv"], "--label", "state"));
        Assert.Contains("'good', the most frequent one, being normal): AUROC 1.000", _tool.Output);
        Assert.Equal(0, _tool.Run("anomaly", "explain", _tool["m.hourglass"], _tool["new.csv"], "--row", "3", "--json"));
        Assert.Equal("2026-05-03", (string)_tool.Json["columns"]!.AsArray().First(column => (string)column!["column"]! == "day")!["observed"]!);
    }

    [Fact]
    public void The_plan_tells_of_all_autoencoders()
    {
        File.WriteAllLines(_tool["t.csv"], [Header, .. Rows(1, 800)]);
        string[] words = ["anomaly", "train", _tool["t.csv"], "--plan"];
        Assert.Equal(0, _tool.Run([.. words, "--normal-only"]));
        Assert.Contains("3 autoencoders like this one will be trained, one after the other, for 2,500 steps each", _tool.Output);
        Assert.Equal(0, _tool.Run([.. words, "--json"]));
        Assert.Equal(2, (int)_tool.Json["trainings"]!);
    }

    [Fact]
    public void Explain_tells_every_column_and_the_most_similar_row()
    {
        string model = Train();
        string[] rows = Rows(4, 5);
        rows[2] = "M-X02;B;70,0;55,0;;nein";
        File.WriteAllLines(_tool["new.csv"], [Header, .. rows]);
        Assert.Equal(0, _tool.Run("anomaly", "explain", model, _tool["new.csv"], "--row", "3"));
        Assert.Contains("Row 3 (key M-X02) looks wrong", _tool.Output);
        Assert.Contains("most similar training row", _tool.Output);
        Assert.Equal(0, _tool.Run("anomaly", "explain", model, _tool["new.csv"], "--row", "3", "--json"));
        JsonArray columns = _tool.Json["columns"]!.AsArray();
        Assert.Equal(("pressure", 55f), ((string)columns[0]!["column"]!, (float)columns[0]!["observed"]!));
        Assert.InRange((float)columns[0]!["expected"]!, 25, 45);
        Assert.Equal(1, columns.Sum(column => (double)column!["share"]!), 1e-6);
        Assert.Equal("B", (string)columns.First(column => (string)column!["column"]! == "line")!["observed"]!);
        _tool.Refuses(1, "anomaly", "explain", model, _tool["new.csv"], "--row", "6");
        _tool.Refuses(1, "anomaly", "explain", model, _tool["new.csv"], "--row", "0");
    }

    [Fact]
    public void Normal_and_contaminated_exclude_each_other_and_without_a_word_rows_may_be_wrong()
    {
        File.WriteAllLines(_tool["t.csv"], [Header, .. Rows(1, 300)]);
        _tool.Refuses(1, "anomaly", "train", _tool["t.csv"], "--normal-only", "--contaminated", "-o", _tool["m.hourglass"]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["t.csv"], "--steps", "50", "-o", _tool["m.hourglass"]));
        Assert.Contains("contaminated training", _tool.Error);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["t.csv"], "--steps", "50", "--normal-only", "--label", "serviced", "--reference-rows", "40", "-o", _tool["m.hourglass"]));
        Assert.Contains("most frequent label", _tool.Error);
        Assert.Equal(0, _tool.Run("inspect", _tool["m.hourglass"], "--json"));
        Assert.Equal((false, 40), ((bool)_tool.Json["use"]!["contaminated"]!, (int)_tool.Json["use"]!["referenceRows"]!));
    }

    [Fact]
    public async Task Rows_that_come_one_by_one_get_the_scores_they_get_together()
    {
        AnomalyDetector detector = JobModel.Load<AnomalyDetector>(Train());
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 7).Select(_ => (float[])[0, 60 + random.NextSingle(), 30, random.NextSingle(), random.Next(2)])];
        DataSet together = new TableRows(DataSet.From(rows.SelectMany(row => row).ToArray().AsMemory(), 5), detector.Autoencoder.Recipe.Table!.Schema);
        var scores = new List<float>();
        await foreach (ScoredRow row in detector.ScoreAsync(Slowly(), TestContext.Current.CancellationToken)) scores.Add(row.Score);
        Assert.Equal(detector.Score(together).Select(row => row.Score), scores);
        await Assert.ThrowsAsync<InputException>(async () =>
        {
            await foreach (ScoredRow _ in detector.ScoreAsync(new[] { new float[3] }.ToAsyncEnumerable())) { }
        });

        async IAsyncEnumerable<float[]> Slowly()
        {
            foreach (float[] row in rows)
            {
                if (row[0] == 0) await Task.Yield();
                yield return row;
            }
        }
    }

    [Fact]
    public void Normal_rows_that_come_later_move_the_threshold()
    {
        AnomalyDetector detector = JobModel.Load<AnomalyDetector>(Train());
        int before = detector.Calibration.Scores.Length;

        // A season of higher vibration: most of it alarms, until the detector is told that it is normal.
        var random = new Random(6);
        DataSet season = new TableRows(
            DataSet.From(Enumerable.Range(0, 200).SelectMany(_ => (float[])[0, 60 + random.NextSingle(), 30 + random.NextSingle(), 9 + random.NextSingle(), random.Next(2)]).ToArray().AsMemory(), 5), detector.Autoencoder.Recipe.Table!.Schema);
        Assert.True(detector.Score(season).Count(row => row.IsAnomaly) > 100);
        AnomalyDetector added = detector.Recalibrate(season), replaced = detector.Recalibrate(season, replaces: true);
        Assert.Equal((before + 200, 200), (added.Calibration.Scores.Length, replaced.Calibration.Scores.Length));
        Assert.True(replaced.Score(season).Count(row => row.IsAnomaly) <= 2);
        Assert.Throws<InputException>(() => detector.Recalibrate(season.Select(1, 2, 3), replaces: true));
    }

    private string Train()
    {
        File.WriteAllLines(_tool["plant.csv"], [Header, .. Rows(1, 800)]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["plant.csv"], "--normal-only", "--steps", "600", "-o", _tool["plant.hourglass"]));
        return _tool["plant.hourglass"];
    }

    private static string[] Rows(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int line = random.Next(3);
            double temperature = 60 + (10 * line) + random.NextDouble(), pressure = (temperature / 2) + (random.NextDouble() * 0.5);
            string vibration = random.Next(20) == 0 ? "" : random.NextDouble().ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
            return string.Join(';', $"M-{seed}{i:0000}", "ABC"[line], temperature.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ','), pressure.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ','), vibration, random.Next(3) == 0 ? "nein" : "ja");
        })];
    }
}
