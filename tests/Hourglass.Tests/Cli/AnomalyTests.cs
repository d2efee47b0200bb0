using System.Globalization;

namespace Hourglass.Tests.Cli;

public sealed class AnomalyTests : IDisposable
{
    private const string Header = "row,score,p_value,is_anomaly,reason1_column,reason1_observed,reason1_expected,reason2_column,reason2_observed,reason2_expected,reason3_column,reason3_observed,reason3_expected";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Training_says_what_it_learned_from_and_what_it_finds()
    {
        Assert.Equal(0, _tool.Run("anomaly", "train", "breast-cancer", "--normal", "benign", "--steps", "300", "--report", _tool["r.html"], "-o", _tool["m.hourglass"]));
        Assert.StartsWith("Trained on 193 rows labelled 'benign'", _tool.Output);
        Assert.Contains("The rate of false alarms is 1 %.", _tool.Output);
        Assert.Contains("nearest neighbour", _tool.Output);
        string page = File.ReadAllText(_tool["r.html"]);
        foreach (string part in (string[])["threshold", "other labels", "The rows that look most wrong", "nearest neighbour"]) Assert.Contains(part, page);
        Assert.Equal(0, _tool.Run("inspect", _tool["m.hourglass"], "--json"));
        Assert.Equal(("benign", false, 193), ((string)_tool.Json["use"]!["normal"]!, (bool)_tool.Json["use"]!["contaminated"]!, (int)_tool.Json["use"]!["referenceRows"]!));
        Assert.Equal(0, _tool.Run("inspect", _tool["m.hourglass"]));
        Assert.Contains("training rows in the file", _tool.Output);
        Assert.Equal(0, _tool.Run("reproduce", _tool["m.hourglass"], "breast-cancer"));
        foreach (string verb in (string[])["verify", "profile"]) Assert.Equal(0, _tool.Run(verb, _tool["m.hourglass"]));
    }

    [Fact]
    public void Scores_come_in_the_documented_columns()
    {
        string model = Train();
        Assert.Equal(0, _tool.Run("anomaly", "score", model, "breast-cancer", "-o", _tool["s.csv"]));
        Assert.EndsWith("of 169 rows look wrong; about 2 would by chance at a rate of 1 %.", _tool.Output.TrimEnd());
        string[] lines = File.ReadAllLines(_tool["s.csv"]);
        Assert.Equal("label," + Header, lines[0]);
        Assert.Equal(170, lines.Length);
        string[] first = lines[1].Split(',');
        Assert.Equal(("malignant", "1"), (first[0], first[1]));
        foreach (int column in (int[])[2, 3, 6, 7, 9, 10, 12, 13]) Assert.True(double.TryParse(first[column], CultureInfo.InvariantCulture, out _), first[column]);
        Assert.Contains(first[4], (string[])["0", "1"]);
    }

    [Fact]
    public void Standard_output_takes_the_table_and_json_a_summary()
    {
        string model = Train();
        Assert.Equal(0, _tool.Run("anomaly", "score", model, "breast-cancer", "-o", "-"));
        Assert.StartsWith("label," + Header, _tool.Output);
        Assert.Equal(170, _tool.Output.TrimEnd().Split('\n').Length);
        Assert.Contains("rows look wrong", _tool.Error);
        Assert.Equal(0, _tool.Run("anomaly", "score", model, "breast-cancer", "--report", _tool["s.html"], "--json"));
        Assert.Equal("rows anomalies falseAlarms threshold output heatmaps report", string.Join(' ', _tool.Json.Select(pair => pair.Key)));
        Assert.Contains("Anomalies in breast-cancer:test", File.ReadAllText(_tool["s.html"]));
        _tool.Refuses(1, "anomaly", "score", model, "breast-cancer", "-o", "-", "--json");
    }

    [Fact]
    public void The_report_of_scores_names_columns_and_how_the_rivals_did_where_there_are_labels()
    {
        string model = Train();
        Assert.Equal(0, _tool.Run("anomaly", "score", model, "breast-cancer", "--report", _tool["s.html"]));
        string page = File.ReadAllText(_tool["s.html"]);
        foreach (string part in (string[])["Columns behind the alarms", "first reason of", "share of all alarms", "Measures", "isolation forest", "PCA", "average precision"]) Assert.Contains(part, page);
        File.WriteAllLines(_tool["rows.csv"], ["a,b", .. Enumerable.Range(0, 200).Select(i => $"{i % 10},{i % 10 * 3}")]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["rows.csv"], "--normal-only", "--steps", "50", "-o", _tool["r.hourglass"]));
        Assert.Equal(0, _tool.Run("anomaly", "score", _tool["r.hourglass"], _tool["rows.csv"], "--report", _tool["u.html"]));
        Assert.DoesNotContain("isolation forest", File.ReadAllText(_tool["u.html"]));
    }

    [Fact]
    public void Evaluate_prints_the_documented_keys_beside_the_rival()
    {
        Assert.Equal(0, _tool.Run("evaluate", Train(), "breast-cancer", "--json"));
        Assert.Equal(
            "rows mse squaredErrorPerRow bce seconds scaling anomalies auroc aurocNearestNeighbour aurocIsolationForest aurocPca averagePrecision averagePrecisionNearestNeighbour averagePrecisionIsolationForest averagePrecisionPca precision recall falseAlarmRate",
            string.Join(' ', _tool.Json.Select(pair => pair.Key)));
    }

    [Fact]
    public void Tables_with_holes_are_taken_and_the_label_keeps_its_name()
    {
        File.WriteAllLines(_tool["rows.csv"], ["a,b,state", .. Enumerable.Range(0, 200).Select(i => $"{i % 10},{(i % 7 == 0 ? "NA" : $"{i % 10 * 3}")},{(i % 50 == 0 ? "bad" : "good")}")]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["rows.csv"], "--label", "state", "--normal", "good", "--steps", "100", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("anomaly", "score", _tool["m.hourglass"], _tool["rows.csv"], "--label", "state", "-o", _tool["s.csv"]));
        Assert.StartsWith("state,row,", File.ReadAllText(_tool["s.csv"]));
        foreach (string verb in (string[])["evaluate", "encode", "reconstruct"])
            Assert.Equal(0, _tool.Run([verb, _tool["m.hourglass"], _tool["rows.csv"], "--label", "state", .. verb == "evaluate" ? Array.Empty<string>() : ["-o", _tool["o.csv"]]]));
        Assert.DoesNotContain("NaN", File.ReadAllText(_tool["o.csv"]));
    }

    [Fact]
    public void Contaminated_training_is_said_aloud()
    {
        Assert.Equal(0, _tool.Run("anomaly", "train", "breast-cancer", "--steps", "20", "-o", _tool["m.hourglass"]));
        Assert.Contains("contaminated training", _tool.Error);
        Assert.StartsWith("Trained on 340 rows, right and wrong", _tool.Output);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        string model = Train(), digits = _tool.Digits();
        Assert.Contains("benign", _tool.Refuses(1, "anomaly", "train", "breast-cancer", "--normal", "fine", "-o", _tool["x.hourglass"]));
        Assert.Contains("999", _tool.Refuses(1, "anomaly", "train", "breast-cancer", "--normal", "benign", "--false-alarms", "0.001", "-o", _tool["x.hourglass"]));
        _tool.Refuses(1, "anomaly", "train", "breast-cancer", "--false-alarms", "2", "-o", _tool["x.hourglass"]);
        Assert.Contains("job 'anomaly'", _tool.Refuses(1, "anomaly", "score", digits, "breast-cancer"));
        Assert.Contains("30", _tool.Refuses(1, "anomaly", "score", model, "digits"));
        File.WriteAllText(_tool["text.csv"], "a,b\n1,2\n3,inf\n");
        string error = _tool.Refuses(1, "anomaly", "train", _tool["text.csv"], "-o", _tool["x.hourglass"]);
        Assert.Contains("--ignore b", error);
        Assert.DoesNotContain("anomaly train", error);
        File.WriteAllText(_tool["one.csv"], "a,b\n1,2\n");
        Assert.Contains("at least 2", _tool.Refuses(1, "anomaly", "train", _tool["one.csv"], "-o", _tool["x.hourglass"]));
        Assert.False(File.Exists(_tool["x.hourglass"]));
    }

    [Fact]
    public void The_demo_ends_in_a_page_the_rival_and_three_commands()
    {
        Assert.Equal(0, _tool.Run("demo", "anomaly", "-o", _tool["demo.html"]));
        Assert.Contains("nearest neighbour", _tool.Output);
        Assert.Contains("malignant", _tool.Output);
        Assert.Equal(3, _tool.Output.Split('\n').Count(line => line.StartsWith("  hourglass ", StringComparison.Ordinal)));
        Assert.Contains("</html>", File.ReadAllText(_tool["demo.html"]));
    }

    private string Train()
    {
        Assert.Equal(0, _tool.Run("anomaly", "train", "breast-cancer", "--normal", "benign", "--steps", "200", "-o", _tool["m.hourglass"]));
        return _tool["m.hourglass"];
    }
}
