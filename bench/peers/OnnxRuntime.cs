#:package Microsoft.ML.OnnxRuntime@1.31.1
#:property PublishAot=false
#:property UseAppHost=false
#:property ManagePackageVersionsCentrally=false
#:property NuGetLockFilePath=../../artifacts/onnxruntime.lock.json
#:property NoWarn=$(NoWarn);NU1603

// Encoding in ONNX Runtime: relu(x W + b), 784 -> 128, the graph optimised at every level, rows and codes in memory that is bound once.
// Arguments: THREADS SECONDS WORKLOAD... with workloads of `hourglass bench` (encode-784-128-b8). Measures with that many threads and with one.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Width = 784, Code = 128;
(int most, double seconds) = (int.Parse(args[0]), double.Parse(args[1]));
Console.WriteLine($$"""{"about": "ONNX Runtime {{OrtEnv.Instance().GetVersionString()}}, CPU provider, all graph optimisations, threads that spin"}""");
foreach (string name in args[2..])
{
    int batch = int.Parse(name[(name.LastIndexOf('b') + 1)..]);
    foreach (int threads in new[] { most, 1 }.Distinct())
    {
        double[] samples = Times(batch, threads, seconds);
        string variant = threads == 1 ? "1 thread" : $"{threads} threads";
        Console.WriteLine($$"""{"name": "{{name}}", "variant": "{{variant}}", "p10": {{samples[samples.Length / 10]}}, "p50": {{samples[samples.Length / 2]}}}""");
    }
}

static double[] Times(int batch, int threads, double seconds)
{
    using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
    options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
    options.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
    using var session = new InferenceSession(Model(batch), options);
    using OrtValue rows = OrtValue.CreateTensorValueFromMemory(Numbers(batch * Width), [batch, Width]), codes = OrtValue.CreateTensorValueFromMemory(new float[batch * Code], [batch, Code]);
    using OrtIoBinding binding = session.CreateIoBinding();
    binding.BindInput("x", rows);
    binding.BindOutput("y", codes);
    using var run = new RunOptions();
    List<double> samples = [];
    foreach (double budget in new[] { seconds / 2, seconds })
    {
        samples.Clear();
        for (var clock = Stopwatch.StartNew(); samples.Count < 3 || clock.Elapsed.TotalSeconds < budget;)
        {
            int repeats = Math.Max(1, 100 / batch);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++) session.RunWithBinding(run, binding);
            samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
        }
    }

    return [.. samples.Order()];
}

// The ONNX file, field by field (onnx.proto): y = Relu(Gemm(x, w, b)).
static byte[] Model(int batch)
{
    byte[] gemm = [.. Text(1, "x"), .. Text(1, "w"), .. Text(1, "b"), .. Text(2, "z"), .. Text(4, "Gemm")], relu = [.. Text(1, "z"), .. Text(2, "y"), .. Text(4, "Relu")];
    byte[] graph =
    [
        .. Field(1, gemm), .. Field(1, relu), .. Text(2, "encoder"), .. Field(5, Tensor("w", [Width, Code])), .. Field(5, Tensor("b", [Code])),
        .. Field(11, Value("x", [batch, Width])), .. Field(12, Value("y", [batch, Code])),
    ];
    return [.. Number(1, 8), .. Field(7, graph), .. Field(8, Number(2, 17))];
}

static byte[] Tensor(string name, int[] shape) =>
    [.. shape.SelectMany(size => Number(1, size)), .. Number(2, 1), .. Text(8, name), .. Field(9, MemoryMarshal.AsBytes(Numbers(shape.Aggregate(1, (a, b) => a * b)).AsSpan()).ToArray())];

static byte[] Value(string name, int[] shape) =>
    [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, 1), .. Field(2, [.. shape.SelectMany(size => Field(1, Number(1, size)))])]))];

static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

static byte[] Field(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Varint(value >> 7)];

static float[] Numbers(int count)
{
    var random = new Random(1);
    return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
