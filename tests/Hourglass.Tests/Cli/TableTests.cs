using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Hourglass.Tests.Cli;

public sealed class TableTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Describe_tells_kinds_ranges_and_what_is_odd()
    {
        IEnumerable<string> lines = Enumerable.Range(1, 40).Select(i =>
            FormattableString.Invariant($"{i};{1 + (i % 28)}.03.2024;{(i % 9) + 0.5};{((i % 9) * 1.8) + 32.9:0.0};{(i % 4 == 0 ? "" : i % 3 == 0 ? "off" : "on")};7;").Replace('.', ',').Replace(",03,", ".03."));
        File.WriteAllLines(_tool["m.csv"], ["id;at;temp;fahrenheit;state;fixed;empty", .. lines]);
        Assert.Equal(0, _tool.Run("table", "describe", _tool["m.csv"], "--json", "-o", _tool["schema.json"]));
        JsonObject[] columns = [.. _tool.Json["columns"]!.AsArray().Select(column => column!.AsObject())];
        Assert.Equal(
            ["at time", "temp number", "fahrenheit number", "state boolean", "fixed number", "id identifier", "empty ignored"],
            columns.Select(column => $"{column["name"]} {column["kind"]}"));
        Assert.Equal(40, (int)_tool.Json["rows"]!);
        Assert.Equal(("2024-03-01", "2024-03-28"), ((string)columns[0]["least"]!, (string)columns[0]["largest"]!));
        Assert.Equal((0.5, 8.5, 9), ((double)columns[1]["least"]!, (double)columns[1]["largest"]!, (int)columns[1]["distinct"]!));
        Assert.Contains("nearly a copy of 'temp'", (string)columns[2]["warnings"]![0]!);
        Assert.Equal(0.25, (double)columns[3]["missing"]!);
        Assert.Equal("constant", (string)columns[4]["warnings"]![0]!);
        Assert.Equal(0, _tool.Run("table", "describe", _tool["m.csv"], "--schema", _tool["schema.json"]));
        Assert.Contains("state       boolean", _tool.Output);
    }

    [Fact]
    public void A_schema_corrects_what_was_found_out()
    {
        File.WriteAllText(_tool["t.csv"], "zip,t\n8000,1\n3000,-999\n8000,3\n");
        File.WriteAllText(_tool["s.json"], """{ "missing": ["-999"], "columns": [ { "name": "zip", "kind": "category" }, { "name": "t", "kind": "number", "unit": "°C" } ] }""");
        Assert.Equal(0, _tool.Run("table", "describe", _tool["t.csv"], "--schema", _tool["s.json"]));
        Assert.Contains("8000 2, 3000 1", _tool.Output);
        Assert.Contains("1 °C to 3 °C", _tool.Output);
        Assert.Contains("33.33 %", _tool.Output);
        File.WriteAllText(_tool["s.json"], """{ "columns": [ { "name": "zap", "kind": "category" } ] }""");
        Assert.Contains("'zap'", _tool.Refuses(1, "table", "describe", _tool["t.csv"], "--schema", _tool["s.json"]));
    }

    [Fact]
    public void A_model_remembers_how_its_table_was_said_to_be_written()
    {
        // Nothing in the table tells that 1.234 are thousands, that 99 stands for nothing, and that the day comes before the month.
        IEnumerable<string> lines = Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{1 + (i % 9)}.{100 + (i * 37 % 900)}\t{(i % 20 == 0 ? 99 : i % 7)}\t0{1 + (i % 9)}/0{1 + (i % 3)}/2024"));
        File.WriteAllLines(_tool["t.csv"], ["price\tstate\tat", .. lines]);
        File.WriteAllText(_tool["s.json"], """{ "delimiter": "\t", "decimal": ",", "daysFirst": true, "missing": ["99"] }""");
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["t.csv"], "--schema", _tool["s.json"], "--steps", "20", "--normal-only", "--validation", "0.5", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("anomaly", "explain", _tool["m.hourglass"], _tool["t.csv"], "--row", "21", "--json"));
        JsonArray columns = _tool.Json["columns"]!.AsArray();
        Dictionary<string, JsonNode?> observed = columns.ToDictionary(column => (string)column!["column"]!, column => column!["observed"]);
        Assert.Equal((3840f, null, "2024-03-03"), ((float)observed["price"]!, (object?)observed["state"], (string)observed["at"]!));

        // What is said again counts more.
        File.WriteAllText(_tool["s.json"], """{ "decimal": "." }""");
        Assert.Equal(0, _tool.Run("anomaly", "explain", _tool["m.hourglass"], _tool["t.csv"], "--schema", _tool["s.json"], "--row", "21", "--json"));
        Assert.Equal(3.84, (float)_tool.Json["columns"]!.AsArray().First(column => (string)column!["column"]! == "price")!["observed"]!, 0.001);
    }

    [Fact]
    public void The_order_of_dates_that_training_found_holds_for_files_that_do_not_tell()
    {
        File.WriteAllLines(_tool["t.csv"], ["at,x", .. Enumerable.Range(0, 150).Select(i => $"{1 + (i % 28):00}/0{1 + (i % 9)}/2024,{i * 7 % 11}")]);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["t.csv"], "--steps", "20", "-o", _tool["m.hourglass"]));
        File.WriteAllLines(_tool["day.csv"], ["at,x", "03/04/2024,3"]);
        Assert.Equal(0, _tool.Run("anomaly", "explain", _tool["m.hourglass"], _tool["day.csv"], "--row", "1", "--json"));
        Assert.Equal("2024-04-03", (string)_tool.Json["columns"]!.AsArray().First(column => (string)column!["column"]! == "at")!["observed"]!);
    }

    [Fact]
    public void Describe_writes_down_how_the_table_is_written()
    {
        File.WriteAllBytes(_tool["t.csv"], System.Text.Encoding.Latin1.GetBytes("größe;am\n1,5;13.02.2024\n2,5;14.02.2024\n"));
        Assert.Equal(0, _tool.Run("table", "describe", _tool["t.csv"], "-o", _tool["s.json"]));
        JsonNode schema = JsonNode.Parse(File.ReadAllText(_tool["s.json"]))!;
        Assert.Equal(
            (";", ",", "windows-1252", true, true),
            ((string)schema["delimiter"]!, (string)schema["decimal"]!, (string)schema["encoding"]!, (bool)schema["header"]!, (bool)schema["daysFirst"]!));
        Assert.Equal(0, _tool.Run("table", "describe", _tool["t.csv"], "--schema", _tool["s.json"]));
        Assert.Contains("2024-02-13 to 2024-02-14", _tool.Output);
    }

    [Fact]
    public void The_census_is_a_table_of_six_numbers_and_nine_categories()
    {
        string file = Path.Combine(Environment.GetEnvironmentVariable("HOURGLASS_DATA") ?? "", "tabular", "adult.data");
        Assert.SkipUnless(File.Exists(file), "needs $HOURGLASS_DATA/tabular");
        Assert.Equal(0, _tool.Run("table", "describe", file, "--label", "-1", "--json"));
        JsonArray columns = _tool.Json["columns"]!.AsArray();
        // adult.names: 32,561 rows, "Private" 22,696 times; a "?" stands for 1,836 missing kinds of work.
        Assert.Equal(32561, (int)_tool.Json["rows"]!);
        Assert.Equal([1, 3, 5, 11, 12, 13], columns.Where(column => (string)column!["kind"]! == "number").Select(column => int.Parse((string)column!["name"]!)));
        Assert.Equal(8, columns.Count(column => (string)column!["kind"]! == "category"));
        Assert.Equal(("Private", 22696), ((string)columns[1]!["top"]![0]!["text"]!, (int)columns[1]!["top"]![0]!["count"]!));
        Assert.Equal(1836 / 32561.0, (double)columns[1]!["missing"]!);
        Assert.Equal((17, 90), ((int)columns[0]!["least"]!, (int)columns[0]!["largest"]!));
    }

    [Fact]
    public void A_workbook_and_two_sources_or_none_are_refused()
    {
        using (ZipArchive book = ZipFile.Open(_tool["book.xlsx"], ZipArchiveMode.Create)) book.CreateEntry("xl/workbook.xml");
        Assert.Contains("CSV UTF-8", _tool.Refuses(1, "table", "describe", _tool["book.xlsx"]));
        Assert.Contains("--connect", _tool.Refuses(1, "table", "describe"));
        Assert.Contains("--sql", _tool.Refuses(1, "train", "--connect", "sqlite:x.db", "-o", _tool["m.hourglass"]));
        Assert.Contains("HOURGLASS_CONNECTION", _tool.Refuses(1, "train", "--sql", "SELECT 1", "-o", _tool["m.hourglass"]));
        Assert.Contains("two sources", _tool.Refuses(1, "train", "digits", "--connect", "sqlite:x.db", "--sql", "SELECT 1", "-o", _tool["m.hourglass"]));
    }
}
