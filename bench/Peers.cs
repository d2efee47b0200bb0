#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// The workloads of `hourglass bench`, and the same in other frameworks, measured in alternation by fresh processes. Before each process the speed of
// main memory is measured: a machine that others use too has states that last for minutes, and only what was measured in one state is comparable.
//
//   dotnet run -c Release bench/Peers.cs -- [--quick] [--neighbour] [--rounds 7] [--threads 2] [--python python3] [--torchsharp DIR] [--only dense,deep,encode,gemm,conv,convnet,norm,pool]
//
// Writes bench/results/peers.md. With --quick (two short rounds, one where that takes a minute; no variants), with --only and with --neighbour (the seed model's step alone and with one
// busy process beside it) it prints only. Peers: Python with PyTorch and scikit-learn, ONNX Runtime by its package; TorchSharp where DIR holds a program peer.dll.
// What cannot be run is left out, and said.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hourglass.Evaluation;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
Directory.SetCurrentDirectory(root);
string[] options = ["--quick", "--neighbour", "--rounds", "--threads", "--python", "--torchsharp", "--only"];
if (args.FirstOrDefault(word => word.StartsWith("--") && !options.Contains(word)) is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is no option; there are {string.Join(", ", options)}.");
    Environment.Exit(1);
}

bool isQuick = args.Contains("--quick"), isNeighbour = args.Contains("--neighbour");
string? Given(string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
int rounds = int.Parse(Given("--rounds") ?? (isQuick ? "2" : "7")), threads = int.Parse(Given("--threads") ?? "2");
string python = Given("--python") ?? "python3", seconds = isQuick ? "0.1" : "1";
string[] wanted = Given("--only")?.Split(',') ?? [.. SpeedBenchmark.Groups];

string tool = Build("src/Hourglass.Cli", null, "artifacts/bin/Hourglass.Cli/release/hourglass")!;
string? call = Build("bench/peers/EncodeCall.cs", "encode-call", "EncodeCall.dll"), onnx = Build("bench/peers/OnnxRuntime.cs", "onnxruntime", "OnnxRuntime.dll");

// PyTorch's guide recommends an allocator that keeps its memory; for glibc's own that is said by these.
(string, string)[] malloc = [("MALLOC_MMAP_THRESHOLD_", "4294967296"), ("MALLOC_TRIM_THRESHOLD_", "8589934592"), ("MALLOC_TOP_PAD_", "268435456")];
string[] Own(string group) => [tool, "bench", "--json", "--threads", $"{threads}", "--workload", group, .. isQuick ? ["--quick"] : Array.Empty<string>()];
List<Engine> engines = [new("Hourglass", [.. SpeedBenchmark.Groups], Own, [])];
if (!isQuick && !isNeighbour) engines.Add(new("Hourglass, 256-bit registers", ["dense"], Own, [("DOTNET_EnableAVX512", "0")]));
if (call is not null) engines.Add(new("Hourglass", ["encode"], group => ["dotnet", call, .. Arguments(group)], []));
engines.Add(new("PyTorch", [.. SpeedBenchmark.Groups], group => [python, "bench/peers/pytorch.py", .. Arguments(group)], []));
if (!isQuick) engines.Add(new("PyTorch, malloc tuned", ["dense", "deep", "encode", "conv", "convnet", "norm", "pool"], group => [python, "bench/peers/pytorch.py", .. Arguments(group)], malloc));
if (!isNeighbour) engines.Add(new("scikit-learn", ["dense", "deep"], group => [python, "bench/peers/scikit_learn.py", .. Arguments(group)], []));
if (onnx is not null) engines.Add(new("ONNX Runtime", ["encode"], group => ["dotnet", onnx, .. Arguments(group)], []));
if ((Given("--torchsharp") ?? Environment.GetEnvironmentVariable("TORCHSHARP_PEER")) is { } torchSharp)
{
    string[] Command(string group) => ["dotnet", Path.Combine(torchSharp, "peer.dll"), $"{threads}", seconds, group switch { "dense" => "seed", "deep" => "deep", _ => "infer" }];
    (string, string)[] stub = File.Exists(Path.Combine(torchSharp, "libstub.so")) ? [("LD_PRELOAD", Path.Combine(torchSharp, "libstub.so"))] : [];
    engines.Add(new("TorchSharp", ["dense", "deep", "encode"], Command, stub));
    if (!isQuick) engines.Add(new("TorchSharp, malloc tuned", ["dense", "deep", "encode"], Command, [.. stub, .. malloc]));
}

double peak = 0;
int done = 0;
var measurements = new List<Measurement>();
HashSet<string> about = [];
HashSet<(Engine, string)> failures = [];
var clock = Stopwatch.StartNew();
for (int round = 0; round < rounds && (round == 0 || !isQuick || clock.Elapsed.TotalSeconds < 50); round++)
{
    foreach (string group in isNeighbour ? ["dense"] : wanted)
    {
        // To and fro, so that nobody always comes after the same neighbour.
        Engine[] taking = [.. engines.Where(engine => engine.Groups.Contains(group))];
        foreach (Engine engine in round % 2 == 0 ? taking : taking.Reverse())
        {
            Run(engine, group, round, isBusy: false);
            if (isNeighbour) Run(engine, group, round, isBusy: true);
        }
    }

    Console.Error.WriteLine($"round {++done} of {rounds}, {clock.Elapsed.TotalSeconds:F0} s");
}

string report = isNeighbour ? NeighbourReport() : Report();
Console.WriteLine(report);
if (isQuick || isNeighbour || Given("--only") is not null) return;
File.WriteAllText("bench/results/peers.md", report);
Console.Error.WriteLine("Written to bench/results/peers.md.");

string[] Arguments(string group) => [$"{threads}", seconds, .. SpeedBenchmark.Workloads.Where(name => name.StartsWith(group + "-") && (!isNeighbour || name.Contains("-128-")))];

// The program, or null when it cannot be built.
string? Build(string source, string? folder, string program)
{
    string? output = folder is null ? null : Path.GetFullPath(Path.Combine("artifacts/peers", folder));
    (int code, string text) = Execute(["dotnet", "build", "-c", "Release", source, .. output is null ? Array.Empty<string>() : ["-o", output]], [], TimeSpan.FromMinutes(10));
    if (code == 0) return Path.GetFullPath(Path.Combine(output ?? ".", program));
    Console.Error.WriteLine($"{source} cannot be built and is left out:\n{text}");
    return output is null ? throw new InvalidOperationException($"{source} does not build.") : null;
}

void Run(Engine engine, string group, int round, bool isBusy)
{
    if (failures.Contains((engine, group))) return;
    double memory = SpeedBenchmark.MemoryGigabytesPerSecond(threads);
    GC.Collect();
    peak = Math.Max(peak, SpeedBenchmark.PeakGflops(threads));
    using Process? busy = isBusy ? Process.Start(new ProcessStartInfo(python, ["-c", "import time\nend = time.time() + 120\nwhile time.time() < end: pass"])) : null;
    (int code, string text) = Execute(engine.Command(group), [.. engine.Environment], TimeSpan.FromMinutes(5));
    busy?.Kill();
    if (code != 0)
    {
        failures.Add((engine, group));
        Console.Error.WriteLine($"{engine.Name} fails with {group} and is left out there:\n{text}");
        return;
    }

    void Add(string name, string variant, double p10, double? p50, double flops = 0, int by = 0)
    {
        string who = variant.Length == 0 ? engine.Name : $"{engine.Name}, {variant}";
        measurements.Add(new(name, who, round, isBusy, p10, p50, memory, flops, by));
    }

    if (text.StartsWith('{') && JsonNode.Parse(text.Split("\n{\"")[0]) is { } own && own["workloads"] is { } workloads)
    {
        peak = Math.Max(peak, (double)own["peakGflops"]!);
        about.Add($"Hourglass {typeof(SpeedBenchmark).Assembly.GetName().Version?.ToString(3)}, .NET {Environment.Version}, {own["kernel"]}-bit registers");
        foreach (JsonNode? item in workloads.AsArray())
        {
            double p50 = (double)item!["millisecondsPerStep"]! * 1e-3;
            Add((string)item["name"]!, "", (double)item["millisecondsPerStepP10"]! * 1e-3, p50, (double)item["gflops"]! * 1e9 * p50, (int)item["threads"]!);
        }

        return;
    }

    foreach (string line in text.Split('\n').Where(line => line.StartsWith('{')))
    {
        JsonNode item = JsonNode.Parse(line)!;
        if (item["about"] is { } words) about.Add(Regex.Replace((string)words!, " +", " ").Trim());
        else Add((string)item["name"]!, (string)item["variant"]!, (double)item["p10"]!, (double)item["p50"]!);
    }

    foreach (Match match in Regex.Matches(text, @"(?:(?<deep>784-1000\S+)|(?<dims>784-\d+-784)|(?<encode>encode 784-128)).* B=(?<batch>\d+) (?:fusedBCE=(?<fused>\w+))?.*p10 +(?<p10>[\d.]+)"))
    {
        string name = match.Groups["deep"].Success ? "deep-mnist" : match.Groups["dims"].Success ? $"dense-{match.Groups["dims"]}" : "encode-784-128";
        string variant = match.Groups["fused"].Value switch { "True" => "fused loss", "False" => "sigmoid, then loss", _ => "" };
        about.Add("TorchSharp's program prints no median, and milliseconds to three digits.");
        Add($"{name}-b{match.Groups["batch"]}", variant, double.Parse(match.Groups["p10"].Value) * 1e-3, null);
    }
}

// Output and errors in one text. Variables that would bind a BLAS library to another processor's kernels or cache are taken away, and it gets as many threads as we.
(int Code, string Text) Execute(string[] command, (string Name, string Value)[] environment, TimeSpan limit)
{
    var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
    foreach (string name in new[] { "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE" }) start.Environment.Remove(name);
    foreach (string name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS" }) start.Environment[name] = $"{threads}";
    foreach ((string name, string value) in environment) start.Environment[name] = value;
    try
    {
        using Process process = Process.Start(start)!;
        var text = new StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (text) text.AppendLine(line.Data); };
        process.OutputDataReceived += (_, line) => { lock (text) text.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"It takes longer than {limit.TotalMinutes:F0} minutes.");
        }

        process.WaitForExit();
        return (process.ExitCode, text.ToString().Trim());
    }
    catch (System.ComponentModel.Win32Exception error)
    {
        return (-1, error.Message);
    }
}

string Report()
{
    var text = new StringBuilder($"""
        # Hourglass beside others, as printed by bench/Peers.cs

        {Machine()}. Rounds of fresh processes in alternation: {done}{(isQuick ? ", short (--quick)" : "")}.

        `dotnet run -c Release bench/Peers.cs -- {string.Join(' ', args.Select(word => word.Contains(Path.DirectorySeparatorChar) ? "DIR" : word))}`

        p10 and p50: the median over the processes of the first decile and of the median of a process's steps. Of the peak: of {peak:F0} GFLOP/s with {threads} threads, the
        highest that any process reached in a loop of multiply-adds in registers, as much of it as the threads that took part have. Times ours: theirs by ours in the same
        round, the median (lowest to highest). Memory: GB/s of a triad just before a process, lowest to highest; it names the state of the machine.

        """);
    text.Append(Table(name => !Regex.IsMatch(name, "^(conv|norm|pool)")));
    if (Table(name => name.StartsWith("conv-")) is { Length: > 0 } convolutions)
    {
        text.AppendLine("""

            ## Convolutions

            Forward, and backward to the kernel and to the pictures, with a gradient given; only to the kernel where the pictures have 1 or 3 channels, as those of a first layer.
            Kernels of 3 x 3 with zeros around, 64 pictures, no bias: height x width, channels, filters. PyTorch as it comes, with pictures and kernel in its channels_last order,
            and with its own loops in place of oneDNN's, in the quicker of both orders.
            """);
        text.Append(convolutions);
    }

    if (Table(name => name.StartsWith("convnet-")) is { Length: > 0 } nets)
    {
        text.AppendLine("""

            ## Convolutional nets

            Whole training steps of 64 pictures, cross-entropy from logits in one operation, Adam: the convolutional autoencoder of the Keras blog on 28 x 28 (blog), and three stages of
            32, 64 and 128 filters with a residual block each, a code of 128 and back, on 64 x 64 x 3 (residual).
            """);
        text.Append(nets);
    }

    if (Table(name => Regex.IsMatch(name, "^(norm|pool)-")) is { Length: > 0 } operations)
    {
        text.AppendLine("""

            ## Normalisation and pooling

            Forward, and backward with a gradient given to the pictures and, of a normalisation, to scale and offset. 64 pictures, height x width, channels; groups of channels over all
            pixels (nn.GroupNorm), or each pixel by itself (nn.LayerNorm, channels last). Pooling: the largest of 2 x 2; overlapping, of 3 x 3 with stride 2 and padding 1.
            """);
        text.Append(operations);
    }

    text.AppendLine().AppendLine("PyTorch's torch.compile and XLA are not compared: Debian's version has neither. scikit-learn minimises the squared error, the others cross-entropy.").AppendLine();
    foreach (string line in about) text.AppendLine($"- {line}");
    return text.ToString();
}

// The workloads of some names, every engine's row; empty where none was measured.
string Table(Func<string, bool> isWanted)
{
    var text = new StringBuilder();
    foreach (var workload in measurements.Where(m => isWanted(m.Workload)).GroupBy(m => m.Workload).OrderBy(g => SpeedBenchmark.Workloads.ToList().IndexOf(g.Key)))
    {
        Measurement[] ours = [.. workload.Where(m => m.Who == "Hourglass")];
        foreach (var who in workload.GroupBy(m => m.Who).OrderBy(g => engines.FindIndex(e => g.Key.StartsWith(e.Name))).ThenBy(g => g.Key != "Hourglass"))
        {
            double p10 = Median(who.Select(m => m.P10));
            double? p50 = who.All(m => m.P50 is not null) ? Median(who.Select(m => m.P50!.Value)) : null;
            Measurement first = who.First();
            string Of(double? time) => time is { } some ? $"{first.Flops / some * 1e-9 / (peak * first.Threads / threads):0.0 %}" : "";
            text.AppendLine($"| {workload.Key} | {who.Key} | {Time(p10)} | {Time(p50)} | {(first.Flops > 0 ? $"{Of(p10)} / {Of(p50)}" : "")} "
                + $"| {Ratio(who, ours, m => m.P10)} | {Ratio(who, ours, m => m.P50)} | {who.Min(m => m.Memory):F0} - {who.Max(m => m.Memory):F0} |");
        }
    }

    const string Head = """

        | workload | engine | p10 | p50 | of the peak, p10 / p50 | times ours, p10 | times ours, p50 | memory |
        |---|---|---|---|---|---|---|---|

        """;
    return text.Length == 0 ? "" : Head + text;
}

string NeighbourReport()
{
    var text = new StringBuilder($"""
        {Machine()}. The median step of dense-784-128-784-b256 alone and with one busy process beside it: the median of the rounds ({done}), lowest to highest.

        | engine | alone | with a busy process | times |
        |---|---|---|---|

        """);
    foreach (var who in measurements.Where(m => m.Workload == "dense-784-128-784-b256").GroupBy(m => m.Who))
    {
        Measurement[] alone = [.. who.Where(m => !m.IsBusy)], busy = [.. who.Where(m => m.IsBusy)];
        double? Step(Measurement m) => m.P50 ?? m.P10;
        text.AppendLine($"| {who.Key}{(who.First().P50 is null ? " (p10)" : "")} | {Time(Median(alone.Select(m => Step(m)!.Value)))} | {Time(Median(busy.Select(m => Step(m)!.Value)))} | {Ratio(busy, alone, Step)} |");
    }

    return text.ToString();
}

string Machine()
{
    string cpu = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name"))?.Split(':')[1].Trim() ?? "" : "";
    return $"Machine: {cpu}, {Environment.ProcessorCount} processors, {threads} threads used, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {DateTime.UtcNow:yyyy-MM-dd}";
}

static string Ratio(IEnumerable<Measurement> theirs, Measurement[] ours, Func<Measurement, double?> time)
{
    double[] ratios = [.. theirs.Join(ours, m => m.Round, m => m.Round, (their, our) => time(their) / time(our)).OfType<double>().Order()];
    return ratios.Length == 0 || ratios.All(ratio => ratio == 1) ? "" : $"{Median(ratios):F2} ({ratios[0]:F2} - {ratios[^1]:F2})";
}

static string Time(double? seconds) => seconds switch { null => "", < 1e-4 => $"{seconds * 1e6:F2} us", < 1e-3 => $"{seconds * 1e6:F0} us", _ => $"{seconds * 1e3:F2} ms" };

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

// Who is measured, which groups of workloads it knows, how it is run.
sealed record Engine(string Name, string[] Groups, Func<string, string[]> Command, (string Name, string Value)[] Environment);

// What one process printed of one workload, in seconds; memory in GB/s.
sealed record Measurement(string Workload, string Who, int Round, bool IsBusy, double P10, double? P50, double Memory, double Flops, int Threads);
