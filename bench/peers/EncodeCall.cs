#:project ../../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property UseAppHost=false
#:property NuGetLockFilePath=../../artifacts/encode-call.lock.json

// Encoding as a user of the library does it: the public call of a trained model, rows in and codes out, on the machine's threads.
// Arguments: THREADS SECONDS WORKLOAD... with workloads of `hourglass bench` (encode-784-128-b8); THREADS is not used.
using System.Diagnostics;
using System.Globalization;
using Hourglass;
using Hourglass.Models;
using Hourglass.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
double seconds = double.Parse(args[1]);
var random = new Random(1);
var training = new float[256, 784];
for (int i = 0; i < training.Length; i++) training[i / 784, i % 784] = random.NextSingle();
TrainedAutoencoder model = new Autoencoder(new DenseAutoencoder(128)).Fit(training, new TrainingOptions { Epochs = 1, Validation = 0 });
Console.WriteLine("""{"about": "Hourglass, TrainedAutoencoder.Encode"}""");
foreach (string name in args[2..])
{
    int batch = int.Parse(name[(name.LastIndexOf('b') + 1)..]), repeats = Math.Max(1, 100 / batch);
    float[] rows = [.. Enumerable.Range(0, batch * 784).Select(_ => random.NextSingle())], codes = new float[batch * 128];
    List<double> samples = [];

    // Half a second at least to warm up in: the JIT makes code quicker while it runs.
    foreach (double budget in new[] { Math.Max(0.5, seconds / 2), seconds })
    {
        samples.Clear();
        for (var clock = Stopwatch.StartNew(); samples.Count < 3 || clock.Elapsed.TotalSeconds < budget;)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++) model.Encode(rows, codes);
            samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
        }
    }

    samples.Sort();
    Console.WriteLine($$"""{"name": "{{name}}", "variant": "public call", "p10": {{samples[samples.Count / 10]}}, "p50": {{samples[samples.Count / 2]}}}""");
}
