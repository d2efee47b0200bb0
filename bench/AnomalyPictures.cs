#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/anomaly-pictures.lock.json

// Anomalies among pictures: a class of MNIST (or Fashion-MNIST) is normal, and trained on with the defaults; all test pictures are scored, those of the other classes
// being the anomalies. Beside the detector its rivals, fitted to the same pictures. Prints a table in Markdown, a line a class as it goes.
//
//   dotnet run -c Release bench/AnomalyPictures.cs -- mnist [classes, e.g. 2,8, or all] [seeds, e.g. 0,1]
//
// Means over the seeds; the alarms are the share of the normal test pictures that raise one, where the default of 1 % is asked for; seconds are those of a training.
using System.Diagnostics;
using System.Globalization;
using Hourglass;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Numerics;
using Hourglass.Sources;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var source = new DataSource(Catalog.Default.Readers);
DataSet train = source.Load(DataAddress.Parse(args[0] + ":train")), test = source.Load(DataAddress.Parse(args[0] + ":test"));
string[] classes = args.Length > 1 && args[1] != "all" ? args[1].Split(',') : [.. train.Labels!.Distinct().Order()];
ulong[] seeds = args.Length > 2 ? [.. args[2].Split(',').Select(ulong.Parse)] : [0];
Console.WriteLine($"# Anomalies among pictures: {args[0]}, seeds {string.Join(", ", seeds)}, {Environment.ProcessorCount} threads, kernel {KernelWidths.Name(KernelWidths.Default)}, {DateTime.UtcNow:yyyy-MM-dd}");
Console.WriteLine();
List<Answer> all = [];
foreach (string normal in classes)
{
    Answer answer = Answer.Mean([.. seeds.Select(seed => Run(normal, seed))]);
    if (all.Count == 0)
    {
        string rivals = string.Join(" | ", answer.Rivals.Select(rival => rival.Name));
        Console.WriteLine($"| normal | AUROC | {rivals} | average precision | alarms | training s |");
        Console.WriteLine(string.Concat(Enumerable.Repeat("|---", 5 + answer.Rivals.Length)) + "|");
    }

    all.Add(answer);
    Console.WriteLine($"| {normal} | {answer}");
}

Console.WriteLine($"| **mean of {all.Count}** | {Answer.Mean(all)}");

Answer Run(string normal, ulong seed)
{
    var watch = Stopwatch.StartNew();
    AnomalyDetector detector = new AnomalyDetection { Normal = normal, Training = AnomalyDetection.DefaultTraining with { Seed = seed } }.Fit(train);
    double seconds = watch.Elapsed.TotalSeconds;
    IReadOnlyList<Measure> measures = detector.Evaluate(test);
    Measure Of(string key) => measures.First(measure => measure.Key == key);
    return new(Of("auroc").Value!.Value, [.. Of("auroc").Rivals], Of("averagePrecision").Value!.Value, Of("falseAlarmRate").Value!.Value, seconds);
}

internal sealed record Answer(double Auroc, (string Name, double Value)[] Rivals, double Precision, double Alarms, double Seconds)
{
    public static Answer Mean(IReadOnlyList<Answer> of) => new(
        of.Average(one => one.Auroc), [.. of[0].Rivals.Select((rival, i) => (rival.Name, of.Average(one => one.Rivals[i].Value)))],
        of.Average(one => one.Precision), of.Average(one => one.Alarms), of.Average(one => one.Seconds));

    public override string ToString() =>
        $"{Auroc:0.000} | {string.Join(" | ", Rivals.Select(rival => $"{rival.Value:0.000}"))} | {Precision:0.000} | {100 * Alarms:0.0} % | {Seconds:0} |";
}
