using System.Globalization;

namespace Hourglass.Tests.Cli;

public sealed class SeriesVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public SeriesVerbTests() => Write("s.csv", 400, 200);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_series_is_trained_on_and_its_steps_and_stretches_come_with_their_times()
    {
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["s.csv"], "--time", "moment", "--window", "2h", "--steps", "60", "-o", _tool["m.hourglass"]));
        Assert.StartsWith("Trained on 389 windows, right and wrong", _tool.Output);
        Assert.Contains("windows of 12 steps", _tool.Error);
        Assert.Equal(0, _tool.Run("anomaly", "score", _tool["m.hourglass"], _tool["s.csv"], "-o", _tool["scores.csv"], "--intervals", _tool["intervals.csv"]));
        string[] scores = File.ReadAllLines(_tool["scores.csv"]), intervals = File.ReadAllLines(_tool["intervals.csv"]);
        Assert.StartsWith("moment,row,score,p_value,is_anomaly,reason1_column", scores[0]);
        Assert.StartsWith("2026-01-01 00:00,1,", scores[1]);
        Assert.Equal(401, scores.Length);
        Assert.Equal("start,end,peak,columns", intervals[0]);
        string[] first = intervals[1].Split(',');
        DateTime peak = DateTime.Parse(first[2], CultureInfo.InvariantCulture);
        Assert.InRange(peak, new DateTime(2026, 1, 2, 9, 20, 0), new DateTime(2026, 1, 2, 10, 50, 0));
        Assert.Equal("heat", first[3]);
        Assert.Equal(0, _tool.Run("inspect", _tool["m.hourglass"], "--json"));
        Assert.Equal((12, "moment"), ((int)_tool.Json["use"]!["window"]!, (string)_tool.Json["use"]!["time"]!));
        Assert.Equal(0, _tool.Run("reproduce", _tool["m.hourglass"], _tool["s.csv"]));
        foreach (string verb in (string[])["verify", "profile"]) Assert.Equal(0, _tool.Run(verb, _tool["m.hourglass"]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        _tool.Refuses(1, "anomaly", "train", _tool["s.csv"], "--time", "no", "-o", _tool["m.hourglass"]);
        _tool.Refuses(1, "anomaly", "train", _tool["s.csv"], "--ignore", "moment", "--window", "2h", "-o", _tool["m.hourglass"]);
        _tool.Refuses(1, "anomaly", "train", _tool["s.csv"], "--time", "moment", "--window", "200", "-o", _tool["m.hourglass"]);
        _tool.Refuses(1, "anomaly", "train", _tool["s.csv"], "--window", "1", "-o", _tool["m.hourglass"]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["s.csv"], "--ignore", "moment", "--steps", "20", "-o", _tool["rows.hourglass"]));
        _tool.Refuses(1, "anomaly", "score", _tool["rows.hourglass"], _tool["s.csv"], "--intervals", _tool["i.csv"]);
        string[] lines = File.ReadAllLines(_tool["s.csv"]);
        (lines[5], lines[6]) = (lines[6], lines[5]);
        File.WriteAllLines(_tool["unsorted.csv"], lines);
        _tool.Refuses(1, "anomaly", "train", _tool["unsorted.csv"], "--time", "moment", "-o", _tool["m.hourglass"]);
        Assert.Contains("row 6 of 400", _tool.Error);
    }

    [Fact]
    public void A_series_written_in_another_way_needs_its_schema_once_and_its_gaps_are_counted_aloud()
    {
        // Nothing tells that 1.174 is little more than one, where semicolons make it a thousand; and two rows are not there.
        IEnumerable<string> lines = Enumerable.Range(0, 200).Where(step => step is not (50 or 120)).Select(step =>
            FormattableString.Invariant($"{new DateTime(2026, 2, 1).AddHours(step):dd/MM/yyyy HH:mm};1.{100 + (step * 37 % 800)}"));
        File.WriteAllLines(_tool["c.csv"], ["moment;load", .. lines]);
        File.WriteAllText(_tool["s.json"], """{ "daysFirst": true, "decimal": "." }""");
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["c.csv"], "--time", "moment", "--schema", _tool["s.json"], "--window", "8", "--steps", "20", "-o", _tool["m.hourglass"]));
        Assert.Contains("2 gaps", _tool.Error);
        string Observed(params string[] more)
        {
            Assert.Equal(0, _tool.Run(["anomaly", "explain", _tool["m.hourglass"], _tool["c.csv"], "--row", "3", "--json", .. more]));
            return _tool.Json["columns"]![0]!["observed"]!.ToJsonString();
        }

        Assert.StartsWith("1.17", Observed());
        File.WriteAllText(_tool["s.json"], """{ "decimal": "," }""");
        Assert.StartsWith("1174", Observed("--schema", _tool["s.json"]));
    }

    private void Write(string name, int steps, int wrong) => File.WriteAllLines(_tool[name],
    [
        "moment,heat,load",
        .. Enumerable.Range(0, steps).Select(step => FormattableString.Invariant(
            $"{new DateTime(2026, 1, 1).AddMinutes(10 * step):yyyy-MM-dd HH:mm},{Math.Sin(step * Math.PI / 6) + (0.1 * Math.Sin(step * 1.7)) + (step >= wrong && step < wrong + 6 ? 3 : 0):0.####},{Math.Cos(step * Math.PI / 6) + (0.1 * Math.Sin(step * 2.3)):0.####}")),
    ]);
}
