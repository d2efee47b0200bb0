#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/series.lock.json

// Anomalies in series, on the Numenta Anomaly Benchmark (numenta/NAB; a folder with data/ and labels/combined_windows.json). The whole series is given, no
// labels, one score a step, the same defaults for all; a step inside any labelled window counts as wrong. Prints a table: medians over the seeds.
//
//   dotnet run -c Release bench/Series.cs -- NAB-FOLDER [seeds, e.g. 0,1,2]
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Numerics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args[0];
ulong[] seeds = args.Length > 1 ? [.. args[1].Split(',').Select(ulong.Parse)] : [0, 1, 2];
using JsonDocument labels = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "labels", "combined_windows.json")));
Console.WriteLine($"# Anomalies in series: NAB, seeds {string.Join(", ", seeds)}, {Environment.ProcessorCount} threads, kernel {KernelWidths.Default}, {DateTime.UtcNow:yyyy-MM-dd}");
Console.WriteLine();
Console.WriteLine("| series | steps | window | AUROC | nearest windows | average precision | nearest windows | alarms | intervals | seconds |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
List<Answer[]> all = [];
foreach (JsonProperty entry in labels.RootElement.EnumerateObject())
{
    DataSet series = Read(Path.Combine(folder, "data", entry.Name), entry.Value);
    Answer[] answers = [.. seeds.Select(seed => Run(series, seed))];
    if (answers[0].Auroc is not null) all.Add(answers);
    Console.WriteLine(
        $"| {Path.GetFileNameWithoutExtension(entry.Name)} | {series.Rows} | {answers[0].Window} | {Text(answers, a => a.Auroc)} | {Text(answers, a => a.RivalAuroc)} | {Text(answers, a => a.Precision)} | {Text(answers, a => a.RivalPrecision)} | {Median(answers, a => 100 * a.Alarms):0.0} % | {Median(answers, a => a.Intervals):0} | {Median(answers, a => a.Seconds):0.0} |");
}

// The series without an anomaly: trained on its first half, and the steps of the second half, new to the detector, that raise an alarm.
DataSet whole = Read(Path.Combine(folder, "data", "artificialNoAnomaly", "art_daily_small_noise.csv"), default);
DataSet begun = whole.Select([.. Enumerable.Range(0, whole.Rows / 2)]), rest = whole.Select([.. Enumerable.Range(whole.Rows / 2, whole.Rows / 2)]);
List<string> alarms = [];

for (int seed = 0; seed < seeds.Length; seed++)
{
    Answer[] one = [.. all.Select(answers => answers[seed])];
    Console.WriteLine($"| **mean of {all.Count}, seed {seeds[seed]}** | | | **{one.Average(a => a.Auroc):0.000}** | {one.Average(a => a.RivalAuroc):0.000} | **{one.Average(a => a.Precision):0.000}** | {one.Average(a => a.RivalPrecision):0.000} | | | |");
    foreach (double rate in (double[])[0.01, 0.1])
    {
        var detection = new AnomalyDetection { Training = SeriesDetection.DefaultTraining with { Seed = seeds[seed] }, FalseAlarms = rate };
        AnomalyDetector detector = new SeriesDetection { Detection = detection }.Fit(begun);
        alarms.Add($"{100 * rate:0} % asked, seed {seeds[seed]}: {100.0 * detector.Score(rest).Count(step => step.IsAnomaly) / rest.Rows:0.0} %");
    }
}

Console.WriteLine();
Console.WriteLine($"art_daily_small_noise, trained on its first half; alarms among the {rest.Rows} steps of the second: {string.Join("; ", alarms)}.");

static Answer Run(DataSet series, ulong seed)
{
    var watch = Stopwatch.StartNew();
    var detection = new SeriesDetection { Detection = new AnomalyDetection { Training = SeriesDetection.DefaultTraining with { Seed = seed } } };
    AnomalyDetector detector = detection.Fit(series);
    IReadOnlyList<ScoredRow> scored = detector.Score(series);
    double seconds = watch.Elapsed.TotalSeconds;
    IReadOnlyList<Measure> measures = detector.Evaluate(series);
    Measure auroc = measures.First(measure => measure.Key == "auroc"), precision = measures.First(measure => measure.Key == "averagePrecision");
    return new(
        detector.Window!.Value, auroc.Value, auroc.Rival?.Value, precision.Value, precision.Rival?.Value,
        scored.Count(step => step.IsAnomaly) / (double)scored.Count, AnomalyInterval.Of(scored, detector.Window!.Value).Count, seconds);
}

static DataSet Read(string file, JsonElement windows)
{
    (DateTime From, DateTime To)[] wrong = windows.ValueKind == JsonValueKind.Undefined ? [] : [.. windows.EnumerateArray().Select(window => (Time(window[0].GetString()!), Time(window[1].GetString()!)))];
    string[][] lines = [.. File.ReadLines(file).Skip(1).Select(line => line.Split(','))];
    DateTime[] times = [.. lines.Select(cells => Time(cells[0]))];
    var values = DataSet.From(lines.Select(cells => float.Parse(cells[1])).ToArray().AsMemory(), 1, ["value"], [.. times.Select(time => wrong.Any(window => time >= window.From && time <= window.To) ? "wrong" : "normal")]);
    return new TableRows(values, new TableSchema([new("value", ColumnKind.Number)]), times: times);
}

static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);

static string Text(Answer[] answers, Func<Answer, double?> value) => value(answers[0]) is null ? "-" : $"{Median(answers, answer => value(answer)!.Value):0.000}";

static double Median(Answer[] answers, Func<Answer, double> value)
{
    double[] sorted = [.. answers.Select(value).Order()];
    return sorted[sorted.Length / 2];
}

record Answer(int Window, double? Auroc, double? RivalAuroc, double? Precision, double? RivalPrecision, double Alarms, int Intervals, double Seconds);
