#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/anomaly.lock.json

// Anomalies on the sets of ADBench: what the detector reaches with its defaults, the same for every set, and what its rivals do on the same rows.
// Prints a table in Markdown, a line a set as it goes.
//
//   dotnet run -c Release bench/Anomaly.cs -- FOLDER PROTOCOL [sets, e.g. 44_Wilt,6_cardio, or all] [seeds, e.g. 0,1,2] [model, e.g. dense]
//
// FOLDER holds the sets as npz files, X [rows, columns] and y [rows] with 1 for an anomaly. No label is seen in training but to leave anomalies out (P, D).
// PROTOCOL, of more than 20,000 rows so many being drawn first (but for D):
//   P: trained on half of the normal rows, drawn by the seed; scored are the other half and all anomalies.
//   D: trained on the first half of the normal rows in the order of the file; the 13 sets of 1,000 to 50,000 rows only, as in the table of Livernoche and others (2024).
//   U: trained on all rows, the anomalies among them, and the same rows scored: contaminated training.
// Rivals stand on the same rows, standardised by the training rows' mean and deviation: the distance to the nearest training row (under U: to the nearest other one), principal
// components with PyOD's score, an isolation forest. Columns of the table, means over the seeds: AUROC and average precision of each; seconds to fit and to score; under P also the
// share of the normal test rows that raise an alarm where 10 % are asked for, and 1 % where at least 200 rows calibrate; and how often a column of a normal test row that was moved to
// 4 deviations from its mean is the first reason.
using System.Diagnostics;
using System.Globalization;
using Hourglass;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Numerics;
using Hourglass.Sources;
using Hourglass.Statistics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 2) throw new ArgumentException("FOLDER PROTOCOL [sets] [seeds]");
(string folder, string protocol) = (args[0], args[1]);
if (protocol is not ("P" or "D" or "U")) throw new ArgumentException($"'{protocol}' is none of P, D, U.");
string[] sets = args.Length > 2 && args[2] != "all" ? args[2].Split(',')
    : [.. Directory.GetFiles(folder, "*.npz").Select(file => Path.GetFileNameWithoutExtension(file)).OrderBy(name => int.Parse(name.Split('_')[0]))];
ulong[] seeds = args.Length > 3 ? [.. args[3].Split(',').Select(ulong.Parse)] : [0, 1, 2, 3, 4];
AnomalyDetection described = new();
Require(Draw.Key(0, 0) == 0xe220a8397b1dcdaf && Draw.Key(1, 0) == 0x910a2dec89025cc1 && Draw.Key(0, 1) == 0xc42c5a1aa3820138 && Draw.Key(0, 1000) == 0xde20a33138519393);

var source = new DataSource(Catalog.Default.Readers);
Console.WriteLine($"Protocol {protocol}, seeds {string.Join(", ", seeds)}, {Environment.ProcessorCount} threads, kernel {KernelWidths.Name(KernelWidths.Default)}, {DateTime.UtcNow:yyyy-MM-dd}.");
Console.WriteLine();
Console.WriteLine($"| set | rows | columns | AUROC | {string.Join(" | ", Rivals.Names)} | AP | {string.Join(" | ", Rivals.Names)} | fit s | score s |{(protocol == "P" ? " alarms, 10 % asked | 1 % asked | first reason |" : "")}");
Console.WriteLine(string.Concat(Enumerable.Repeat("|---", protocol == "P" ? 16 : 13)) + "|");
List<Figures> all = [];
foreach (string set in sets)
{
    DataSet data = source.Load(DataAddress.OfFile(Path.Combine(folder, set + ".npz")));
    if (protocol == "D" && data.Rows is < 1000 or > 50000) continue;
    if (protocol != "D") data = Draw.AtMost(data, 20000, 1000);
    Figures figures = Figures.Mean([.. seeds.Select(seed => Measure(data, seed))]);
    all.Add(figures);
    Console.WriteLine($"| {set} | {data.Rows} | {data.Width} | {figures.Text(protocol == "P")}");
}

Console.WriteLine($"| **mean of {all.Count}** | | | {Figures.Mean(all).Text(protocol == "P")}");
double[] times = [.. all.Select(set => set.Fit + set.Score).Order()];
Console.WriteLine();
Console.WriteLine($"Fit and score of a set: median {times[times.Length / 2]:0.0} s, longest {times[^1]:0.0} s. " +
    string.Join(" ", Rivals.Names.Select((name, i) => $"AUROC above {name} on {all.Count(set => set.Auroc[0] > set.Auroc[i + 1])} of {all.Count} sets.")) +
    (protocol == "P" ? $" Alarms between 5 and 20 % where 10 % are asked for: {all.Count(set => set.Alarms is >= 0.05 and <= 0.2)} of {all.Count} sets." : ""));

Figures Measure(DataSet data, ulong seed)
{
    (DataSet train, DataSet test) = protocol == "U" ? (data, data) : Draw.Halves(data, protocol == "P" ? seed : null);
    bool[] isAnomaly = [.. test.Labels!.Select(label => label != "0")];
    var clock = Stopwatch.StartNew();
    AnomalyDetector detector = (described with { Normal = protocol == "U" ? null : "0", Training = (protocol == "U" ? AnomalyDetection.ContaminatedTraining : AnomalyDetection.DefaultTraining) with { Seed = seed } }).Fit(train);
    double fit = clock.Elapsed.TotalSeconds;
    IReadOnlyList<ScoredRow> scored = detector.Score(test);
    double score = clock.Elapsed.TotalSeconds - fit;
    float[][] scores = [[.. scored.Select(row => row.Score)], .. Rivals.Scores(train, test, protocol == "U", seed)];
    return new Figures(
        [.. scores.Select(of => RankMetrics.Auroc(of, isAnomaly)!.Value)], [.. scores.Select(of => RankMetrics.AveragePrecision(of, isAnomaly)!.Value)], fit, score,
        AlarmRate(0.1), detector.Calibration.Scores.Length >= 200 ? AlarmRate(0.01) : null, protocol == "P" ? FirstReasons(detector, train, test, isAnomaly, seed) : 0);

    double AlarmRate(double asked) => scored.Where((row, i) => !isAnomaly[i] && row.PValue <= asked).Count() / (double)isAnomaly.Count(false);
}

// Of up to 200 normal rows a column each, drawn by the seed among those that vary, is moved to 4 deviations above or below its mean.
static double FirstReasons(AnomalyDetector detector, DataSet train, DataSet test, bool[] isAnomaly, ulong seed)
{
    (float[] mean, float[] deviation) = Rivals.Moments(train);
    int[] varying = [.. Enumerable.Range(0, train.Width).Where(column => deviation[column] != 1)];
    int[] normal = [.. Enumerable.Range(0, test.Rows).Where(row => !isAnomaly[row]).Take(200)];
    var random = new RandomStream(seed, "moved columns");
    var columns = new int[normal.Length];
    var moved = new float[normal.Length * test.Width];
    for (int i = 0; i < normal.Length; i++)
    {
        Span<float> row = moved.AsSpan(i * test.Width, test.Width);
        test.CopyRow(normal[i], row);
        int column = columns[i] = varying[random.NextInt(varying.Length)];
        row[column] = mean[column] + ((random.NextInt(2) == 0 ? 4 : -4) * deviation[column]);
    }

    IReadOnlyList<ScoredRow> scored = detector.Score(DataSet.From(moved, test.Width));
    return scored.Where((row, i) => row.Reasons[0].Column == (columns[i] + 1).ToString(CultureInfo.InvariantCulture)).Count() / (double)normal.Length;
}

static void Require(bool holds)
{
    if (!holds) throw new InvalidOperationException("The keys that draw rows are not those of the protocol.");
}

// What came of a set: the detector first, then the rivals.
internal sealed record Figures(double[] Auroc, double[] Precision, double Fit, double Score, double Alarms, double? RareAlarms, double FirstReason)
{
    public static Figures Mean(IReadOnlyList<Figures> of) => new(
        [.. of[0].Auroc.Select((_, i) => of.Average(one => one.Auroc[i]))], [.. of[0].Precision.Select((_, i) => of.Average(one => one.Precision[i]))],
        of.Average(one => one.Fit), of.Average(one => one.Score), of.Average(one => one.Alarms), of.Average(one => one.RareAlarms), of.Average(one => one.FirstReason));

    public string Text(bool hasAlarms) =>
        $"{string.Join(" | ", Auroc.Select(Bold))} | {string.Join(" | ", Precision.Select(Bold))} | {Fit:0.0} | {Score:0.00} |" +
        (hasAlarms ? $" {Alarms * 100:0.0} % | {(RareAlarms is { } rare ? $"{rare * 100:0.0} %" : "-")} | {FirstReason * 100:0} % |" : "");

    private static string Bold(double value, int i) => i == 0 ? $"**{value:0.000}**" : $"{value:0.000}";
}

internal static class Rivals
{
    public static string[] Names => ["nearest", "PCA", "forest"];

    public static float[][] Scores(DataSet train, DataSet test, bool isSame, ulong seed)
    {
        (float[] mean, float[] deviation) = Moments(train);
        float[] rows = Scaled(train), queries = Scaled(test);
        Action<int, Span<float>> copy = (row, target) => rows.AsSpan(row * train.Width, train.Width).CopyTo(target);
        return
        [
            isSame ? Nearest(queries, train.Width) : NearestNeighbour.Fit(train.Rows, train.Width, copy, seed).Distances(queries),
            ComponentDistance.Fit(train.Rows, train.Width, copy).Scores(queries),
            IsolationForest.Fit(train.Rows, train.Width, copy, seed).Scores(queries),
        ];

        float[] Scaled(DataSet data)
        {
            var values = new float[data.Rows * data.Width];
            for (int i = 0; i < data.Rows; i++) data.CopyRow(i, values.AsSpan(i * data.Width, data.Width));
            for (int i = 0; i < values.Length; i++) values[i] = (values[i] - mean[i % data.Width]) / deviation[i % data.Width];
            return values;
        }
    }

    // Mean and population deviation of each column; 1 where a column does not vary.
    public static (float[] Mean, float[] Deviation) Moments(DataSet data)
    {
        var row = new float[data.Width];
        double[] sum = new double[data.Width], squares = new double[data.Width];
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) sum[column] += row[column];
        }

        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) squares[column] += Math.Pow(row[column] - (sum[column] / data.Rows), 2);
        }

        return ([.. sum.Select(value => (float)(value / data.Rows))], [.. squares.Select(value => Math.Sqrt(value / data.Rows) is var deviation && deviation < 1e-12 ? 1 : (float)deviation)]);
    }

    // To the nearest other row.
    private static float[] Nearest(float[] rows, int width)
    {
        var nearest = new float[rows.Length / width];
        Parallel.For(0, nearest.Length, i =>
        {
            float least = float.PositiveInfinity;
            for (int j = 0; j < nearest.Length; j++)
                if (j != i) least = Math.Min(least, System.Numerics.Tensors.TensorPrimitives.Distance<float>(rows.AsSpan(i * width, width), rows.AsSpan(j * width, width)));
            nearest[i] = least;
        });
        return nearest;
    }
}

internal static class Draw
{
    // splitmix64 (Steele, Lea and Flood 2014) of the row's number and the seed.
    public static ulong Key(int row, ulong seed)
    {
        ulong z = (seed << 32) + (ulong)row + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    // The rows with the smallest keys, in their order.
    public static DataSet AtMost(DataSet data, int rows, ulong seed) =>
        data.Rows <= rows ? data : data.Select([.. Enumerable.Range(0, data.Rows).OrderBy(row => Key(row, seed)).Take(rows).Order()]);

    // Half of the normal rows, by their keys or, without a seed, the first; and everything else.
    public static (DataSet Train, DataSet Test) Halves(DataSet data, ulong? seed)
    {
        IEnumerable<int> normal = Enumerable.Range(0, data.Rows).Where(row => data.Labels![row] == "0");
        if (seed is { } given) normal = normal.OrderBy(row => Key(row, given));
        int[] order = [.. normal], train = [.. order[..((order.Length + (seed is null ? 0 : 1)) / 2)].Order()];
        return (data.Select(train), data.Select([.. Enumerable.Range(0, data.Rows).Except(train)]));
    }
}
