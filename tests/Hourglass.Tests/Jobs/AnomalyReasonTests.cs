using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Tests.Jobs;

// A machine's table with moments that follow from nothing: pressure follows the temperature, the flow the load.
public class AnomalyReasonTests
{
    private const int Pressure = 3, Flow = 5;

    private static readonly TableSchema s_schema = new(
    [
        new("moment", ColumnKind.Time), new("line", ColumnKind.Category) { Categories = ["A", "B", "C"] }, new("temperature", ColumnKind.Number),
        new("pressure", ColumnKind.Number) { Unit = "bar" }, new("load", ColumnKind.Number), new("flow", ColumnKind.Number),
    ]);

    private static readonly Lazy<AnomalyDetector> s_detector = new(() => new AnomalyDetection { Contaminated = false, Training = AnomalyDetection.DefaultTraining with { Steps = 600 } }.Fit(Table(Rows(1, 800))));

    [Fact]
    public void A_column_that_no_other_tells_of_is_no_reason_for_that()
    {
        float[][] rows = Rows(2, 200);
        for (int i = 0; i < rows.Length; i++) rows[i][i % 2 == 0 ? Pressure : Flow] += i % 4 < 2 ? 6 : -6;
        string[] first = [.. s_detector.Value.Score(Table(rows)).Select(row => row.Reasons[0].Column)];
        Assert.InRange(first.Where((column, i) => column == (i % 2 == 0 ? "pressure" : "flow")).Count(), 150, 200);
        Assert.InRange(first.Count(column => column == "moment"), 0, 4);
        Assert.InRange(s_detector.Value.Score(Table(Rows(3, 200))).Count(row => row.Reasons[0].Column == "moment"), 0, 120);
    }

    [Fact]
    public void What_is_expected_has_a_usual_spread_that_two_of_three_normal_rows_keep()
    {
        DataSet normal = Table(Rows(4, 200));
        AnomalyReason[] of = [.. Enumerable.Range(0, 200).Select(row => s_detector.Value.Explain(normal, row).Columns.Single(column => column.Number == Pressure))];
        float spread = of[0].Spread;
        Assert.All(of, reason => Assert.Equal(spread, reason.Spread));
        Assert.InRange(of.Count(reason => Math.Abs(reason.Observed - reason.Expected) <= spread), 105, 165);
        Assert.EndsWith($"± {spread.ToString("F2", CultureInfo.InvariantCulture)} bar", of[0].ExpectedText);
        AnomalyExplanation one = s_detector.Value.Explain(normal, 0);
        Assert.Equal(s_schema.Columns.Length, one.Nearest!.Values.Count);
        Assert.Equal(float.NaN, one.Columns.Single(column => column.Column == "line").Spread);
    }

    [Fact]
    public void A_text_never_seen_is_shown_and_said_to_be()
    {
        float[][] rows = Rows(5, 3);
        (rows[0][1], rows[1][1], rows[2][1]) = (0, float.NaN, 1);
        TableSchema other = s_schema with { Columns = s_schema.Columns.SetItem(1, s_schema.Columns[1] with { Categories = ["Z", "B", "C"] }) };
        DataSet table = Table(rows, other);
        AnomalyReason reason = s_detector.Value.Score(table)[0].Reasons[0];
        Assert.Equal(("line", "Z (not seen in training)", "Z (not seen in training)"), (reason.Column, reason.ObservedText, reason.ObservedCell));
        Assert.Equal("missing (never in training)", s_detector.Value.Explain(table, 1).Columns.Single(column => column.Column == "line").ObservedText);
        Assert.Null(s_detector.Value.Explain(table, 2).Columns.FirstOrDefault(column => column.Column == "line").Unknown);
    }

    [Fact]
    public void What_stood_in_a_cell_is_told_of_columns_in_another_order_too()
    {
        float[] row = Rows(10, 1)[0];
        (row[0], row[1]) = (9500, 0);
        TableSchema schema = s_schema with { Columns = [.. s_schema.Columns.SetItem(1, s_schema.Columns[1] with { Categories = ["Z"] }).Reverse()] };
        IReadOnlyList<AnomalyReason> columns = s_detector.Value.Explain(Table([[.. row.Reverse()]], schema), 0).Columns;
        Assert.Equal("Z (not seen in training)", columns.Single(column => column.Column == "line").ObservedText);
        Assert.Equal(9500, columns.Single(column => column.Column == "moment").Observed);
    }

    [Fact]
    public void A_text_that_was_rare_is_not_said_to_be_new()
    {
        float[][] rows = Rows(6, 300);
        rows[7][1] = 3;
        TableSchema schema = s_schema with { Columns = s_schema.Columns.SetItem(1, s_schema.Columns[1] with { Categories = ["A", "B", "C", "rare"] }) };
        AnomalyDetector detector = new AnomalyDetection { Contaminated = false, Training = AnomalyDetection.DefaultTraining with { Steps = 50 } }.Fit(Table(rows, schema), Table(Rows(7, 150), schema));
        AnomalyReason reason = detector.Explain(Table([rows[7]], schema), 0).Columns.Single(column => column.Column == "line");
        Assert.Equal("rare (rare or not seen in training)", reason.ObservedText);
    }

    [Fact]
    public void What_is_usual_comes_back_from_a_file()
    {
        var file = new MemoryStream();
        s_detector.Value.Save(file);
        DataSet rows = Table(Rows(8, 20));
        var loaded = (AnomalyDetector)JobModel.Load(file);
        Assert.Equal(Reasons(s_detector.Value), Reasons(loaded));

        IEnumerable<(string, string, string, double)> Reasons(AnomalyDetector detector) =>
            detector.Score(rows).SelectMany(row => row.Reasons).Select(reason => (reason.Column, reason.ObservedText, reason.ExpectedText, reason.Share));
    }

    [Fact]
    public void Columns_of_one_name_are_explained_each()
    {
        var values = new float[200, 3];
        for (int i = 0; i < 200; i++) (values[i, 0], values[i, 1], values[i, 2]) = (i % 10, 2 * (i % 10), 3 * (i % 10));
        AnomalyDetector detector = new AnomalyDetection { Contaminated = false, Training = AnomalyDetection.DefaultTraining with { Steps = 100 } }.Fit(DataSet.From(values, ["a", "a", "b"]));
        AnomalyExplanation one = detector.Explain(DataSet.From(new float[,] { { 3, 90, 9 } }, ["a", "a", "b"]), 0);
        Assert.Equal((1, "a", 90f), (one.Columns[0].Number, one.Columns[0].Column, one.Columns[0].Observed));
        Assert.Equal(one.Nearest!.Values[0] * 2, one.Nearest.Values[1], 1e-3);
    }

    [Fact]
    public void Answers_come_while_rows_are_still_to_be_read()
    {
        // Rows of which the last cannot be scored: the first thousand have their answers before that is found out.
        float[][] rows = Rows(9, 1500);
        rows[^1][Flow] = float.PositiveInfinity;
        var summary = new ScoreSummary();
        Assert.Throws<InputException>(() => summary.Following(s_detector.Value.EnumerateScores(Table(rows))).Count());
        Assert.InRange(summary.Scores.Count, 1000, 1499);
    }

    [Fact]
    public void A_summary_keeps_the_worst_rows_and_what_columns_have_to_do_with_alarms()
    {
        ScoredRow Row(float score, bool isAnomaly, params (int Column, double Share)[] reasons) => new(score, 0.5, isAnomaly, [.. reasons.Select(of => new AnomalyReason(of.Column, s_schema.Columns[of.Column], 0, 0, of.Share))]);
        ScoreSummary summary = ScoreSummary.Of(
        [
            Row(5, true, (Flow, 0.6), (Pressure, 0.3)), Row(1, false, (0, 1)), Row(7, true, (Pressure, 0.9)), Row(5, false, (0, 1)),
            .. Enumerable.Range(0, 30).Select(i => Row(-i, false, (0, 1))),
        ]);
        Assert.Equal([0, 2], summary.Alarms);
        Assert.Equal([2, 0, 3, 1, 4, 5], summary.Top.Take(6).Select(top => top.Row));
        Assert.Equal((ScoreSummary.MostTop, 34), (summary.Top.Count, summary.Scores.Count));
        Assert.Equal([("pressure", 1, 2, 1.2), ("flow", 1, 1, 0.6)], summary.Blame.Select(column => (column.About.Name, column.First, column.Among, column.Shares)));
    }

    [Theory]
    [InlineData(3.1234f, 0.2345f, "3.12 ± 0.23 bar")]
    [InlineData(31234, 2345, "31234 ± 2345 bar")]
    [InlineData(3.1234567f, 0, "3.1235 ± 0 bar")]
    [InlineData(2e12f, 3e11f, "2E+12 ± 3E+11 bar")]
    [InlineData(3.1234f, float.NaN, "3.1234 bar")]
    [InlineData(float.NaN, 1, "missing")]
    public void A_value_has_as_many_digits_as_its_spread_leaves(float value, float spread, string said) => Assert.Equal(said, s_schema.Columns[Pressure].Say(value, spread));

    private static TableRows Table(float[][] rows, TableSchema? schema = null) => new(DataSet.From(rows.SelectMany(row => row).ToArray().AsMemory(), s_schema.Columns.Length), schema ?? s_schema);

    private static float[][] Rows(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int line = random.Next(3);
            float temperature = 60 + (10 * line) + random.NextSingle(), load = 100 * random.NextSingle();
            return (float[])[9000 + (60 * random.NextSingle()), line, temperature, (temperature / 2) + (0.5f * random.NextSingle()), load, (0.2f * load) + random.NextSingle()];
        })];
    }
}
