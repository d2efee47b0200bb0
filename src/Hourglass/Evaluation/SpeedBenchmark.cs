using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hourglass.Data;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Training;

namespace Hourglass.Evaluation;

/// <summary>Time of one workload.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Flops">Floating-point operations of a step's products; 0 where it has none.</param>
/// <param name="Fastest">Seconds of a step, first decile.</param>
/// <param name="Median">Seconds of a step, median.</param>
/// <param name="Threads">Threads that took part: a single row is encoded by one, however many were asked for.</param>
public sealed record SpeedResult(string Name, double Flops, double Fastest, double Median, int Threads);

/// <summary>Fixed workloads on random rows: whole training steps as the trainer runs them, encoding, matrix products, single operations on pictures.</summary>
public static class SpeedBenchmark
{
    private static readonly ImmutableArray<int> Deep = [1000, 500, 250], Mnist = [28, 28], Photos = [64, 64, 3];
    private static readonly IReadOnlyDictionary<string, TrainingWorkload> Trainings = new Dictionary<string, TrainingWorkload>
    {
        ["dense-784-128-784-b256"] = new(new DenseAutoencoder(128), Mnist, 256),
        ["dense-784-32-784-b256"] = new(new DenseAutoencoder(32), Mnist, 256),
        ["deep-mnist-b256"] = new(new DenseAutoencoder(30) { Layers = Deep }, Mnist, 256),
        ["deep-mnist-b1024"] = new(new DenseAutoencoder(30) { Layers = Deep }, Mnist, 1024),
        ["convnet-blog-b64"] = new(TrainingWorkload.Blog, Mnist, 64),
        ["convnet-residual-b64"] = new(new ConvolutionalAutoencoder(128) { Filters = [32, 64, 128], Blocks = 1 }, Photos, 64),
    };

    private static readonly IReadOnlyDictionary<string, Func<int, TimeSpan, SpeedResult>> Others = new Dictionary<string, Func<int, TimeSpan, SpeedResult>>
    {
        ["encode-784-128-b1"] = (_, time) => Encode(1, 1, time),
        ["encode-784-128-b8"] = (threads, time) => Encode(8, threads, time),
        ["encode-784-128-b1024"] = (threads, time) => Encode(1024, threads, time),
        ["gemm-97"] = (threads, time) => Product(97, threads, time),
        ["gemm-128"] = (threads, time) => Product(128, threads, time),
        ["gemm-256"] = (threads, time) => Product(256, threads, time),
        ["gemm-288"] = (threads, time) => Product(288, threads, time),
        ["gemm-300"] = (threads, time) => Product(300, threads, time),
        ["gemm-512"] = (threads, time) => Product(512, threads, time),
        ["gemm-1000"] = (threads, time) => Product(1000, threads, time),
        ["gemm-1024"] = (threads, time) => Product(1024, threads, time),
        ["gemm-2048"] = (threads, time) => Product(2048, threads, time),
        ["conv-28x28-32-64-b64"] = (threads, time) => Convolution(28, 32, 64, 1, false, threads, time),
        ["conv-64x64-32-64-b64"] = (threads, time) => Convolution(64, 32, 64, 1, false, threads, time),
        ["conv-28x28-32-64-stride-2-b64"] = (threads, time) => Convolution(28, 32, 64, 2, false, threads, time),
        ["conv-14x14-64-32-transposed-b64"] = (threads, time) => Convolution(28, 32, 64, 2, true, threads, time),
        ["conv-28x28-1-32-b64"] = (threads, time) => Convolution(28, 1, 32, 1, false, threads, time),
        ["conv-64x64-3-32-b64"] = (threads, time) => Convolution(64, 3, 32, 1, false, threads, time),
        ["conv-28x28-32-1-b64"] = (threads, time) => Convolution(28, 32, 1, 1, false, threads, time),
        ["conv-64x64-32-3-b64"] = (threads, time) => Convolution(64, 32, 3, 1, false, threads, time),
        ["conv-28x28-64-depthwise-b64"] = (threads, time) => Convolution(28, 64, 64, 1, false, threads, time, groups: 64),
        ["norm-28x28-32-groups-8-b64"] = (threads, time) => Normalisation(28, 32, new GroupNormalise(new(8, 1e-5)), threads, time),
        ["norm-28x28-32-groups-1-b64"] = (threads, time) => Normalisation(28, 32, new GroupNormalise(new(1, 1e-5)), threads, time),
        ["norm-28x28-32-pixel-b64"] = (threads, time) => Normalisation(28, 32, new LayerNormalise(1e-5), threads, time),
        ["norm-32x32-64-groups-8-b64"] = (threads, time) => Normalisation(32, 64, new GroupNormalise(new(8, 1e-5)), threads, time),
        ["norm-32x32-64-groups-1-b64"] = (threads, time) => Normalisation(32, 64, new GroupNormalise(new(1, 1e-5)), threads, time),
        ["norm-32x32-64-pixel-b64"] = (threads, time) => Normalisation(32, 64, new LayerNormalise(1e-5), threads, time),
        ["pool-28x28-8-b64"] = (threads, time) => Pooling(28, 8, new(2, 2), threads, time),
        ["pool-28x28-64-b64"] = (threads, time) => Pooling(28, 64, new(2, 2), threads, time),
        ["pool-28x28-8-overlapping-b64"] = (threads, time) => Pooling(28, 8, new(3, 2, 1, 1), threads, time),
    };

    /// <summary>Names of the workloads.</summary>
    public static IEnumerable<string> Workloads => Trainings.Keys.Concat(Others.Keys);

    /// <summary>Beginnings that several workloads share: <c>dense</c>, <c>deep</c>, <c>encode</c>, <c>gemm</c>, <c>conv</c>, <c>convnet</c>, <c>norm</c>, <c>pool</c>.</summary>
    public static IEnumerable<string> Groups => Workloads.Select(name => name[..name.IndexOf('-')]).Distinct();

    /// <summary>Register width in use.</summary>
    public static string Kernel => KernelWidths.Name(KernelWidths.Default);

    /// <summary>The peak to compare with, in GFLOP/s.</summary>
    public static double PeakGflops(int threads) => PeakMeasurement.Gflops(threads);

    /// <summary>How fast main memory is, in GB/s: it tells apart the states of a machine that others use too.</summary>
    public static double MemoryGigabytesPerSecond(int threads) => MemoryMeasurement.GigabytesPerSecond(threads);

    /// <summary>Measures a workload.</summary>
    /// <param name="name">One of <see cref="Workloads"/>.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="time">For how long.</param>
    public static SpeedResult Run(string name, int threads, TimeSpan time) =>
        (Trainings.TryGetValue(name, out var training) ? Steps(training, threads, time) : Others[name](threads, time)) with { Name = name };

    /// <summary>
    /// Time from the data being there to the end of the first step: planning, first weights, code compiled as it runs, and the step. Means something only
    /// in a process that has trained nothing yet.
    /// </summary>
    /// <param name="name">One of <see cref="Workloads"/>.</param>
    /// <param name="threads">Threads to use.</param>
    /// <returns>The time; null for a workload that trains nothing.</returns>
    public static TimeSpan? FirstStep(string name, int threads)
    {
        if (!Trainings.TryGetValue(name, out var training)) return null;
        DataSet data = training.Data(RandomNumbers);
        long start = Stopwatch.GetTimestamp();
        training.TrainerFor(data, threads).TakeFirstStep();
        return Stopwatch.GetElapsedTime(start);
    }

    private static SpeedResult Steps(TrainingWorkload workload, int threads, TimeSpan time)
    {
        Trainer trainer = workload.TrainerFor(workload.Data(RandomNumbers), threads);
        trainer.Measure(time / 4);
        return Result(workload.ProductFlops, trainer.Measure(time).StepSeconds, threads);
    }

    // As a trained model does it: rows in, relu(x W + b) out.
    private static SpeedResult Encode(int rows, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(784)), weight = graph.Parameter("weight", Shape.Fixed(784, 128)), bias = graph.Parameter("bias", Shape.Fixed(128));
        return Repeat([x], [x.MatrixMultiply(weight, bias).Relu()], rows, threads, time, isFilledOnce: false);
    }

    // The product alone, of square matrices: the left one stays where it was first written.
    private static SpeedResult Product(int side, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(side));
        return Repeat([x], [x.MatrixMultiply(graph.Parameter("weight", Shape.Fixed(side, side)))], side, threads, time, isFilledOnce: true);
    }

    // A convolution of 3 x 3 with zeros around, forward, and backward to its kernel and to its pictures; the latter not for a first layer's 1 or 3
    // channels, which nobody asks for. Transposed: from the pictures that the convolution makes, to those that it sees.
    private static SpeedResult Convolution(int side, int channels, int filters, int stride, bool isTransposed, int threads, TimeSpan time, int groups = 1)
    {
        var graph = new Graph();
        var window = new Window(new WindowAxis(3, stride, 1, 1));
        Shape large = Shape.Batch(side, side, channels), small = window.Outputs(large, filters);
        (Shape from, Shape to) = isTransposed ? (small, large) : (large, small);
        Node x = graph.Input("x", from), gradient = graph.Input("gradient", to);
        Node kernel = graph.Parameter("kernel", Convolutions.KernelShape(window, from.Features / groups, to.Features));
        Node y = isTransposed ? x.ConvolveTransposed(kernel, window, groups, to) : x.Convolve(kernel, window, groups);
        Node[] backward = [.. (from.Features < 4 ? new[] { 1 } : [0, 1]).Select(input => y.Operation.Gradient(y, gradient, input)!)];
        return Repeat([x, gradient], [y, .. backward], 64, threads, time, isFilledOnce: true);
    }

    // Forward, and backward to the pictures and to scale and offset.
    private static SpeedResult Normalisation(int side, int channels, Operation operation, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(side, side, channels)), gradient = graph.Input("gradient", x.Shape);
        Node y = graph.Apply(operation, x, graph.Parameter("scale", Shape.Fixed(channels)), graph.Parameter("offset", Shape.Fixed(channels)));
        return Repeat([x, gradient], [y, .. Enumerable.Range(0, 3).Select(input => y.Operation.Gradient(y, gradient, input)!)], 64, threads, time, isFilledOnce: true);
    }

    // The largest of each window, and backward.
    private static SpeedResult Pooling(int side, int channels, WindowAxis axis, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(side, side, channels)), y = x.MaxPool(new(axis, axis)), gradient = graph.Input("gradient", y.Shape);
        return Repeat([x, gradient], [y, y.Operation.Gradient(y, gradient, 1)!], 64, threads, time, isFilledOnce: true);
    }

    private static SpeedResult Repeat(IReadOnlyList<Node> inputs, IReadOnlyList<Node> results, int rows, int threads, TimeSpan time, bool isFilledOnce)
    {
        Graph graph = inputs[0].Graph;
        StoredLeaf[] leaves = [.. graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>()];
        var values = new StoredValues(leaves);
        foreach (StoredLeaf leaf in leaves) values.Set(leaf.Path, RandomNumbers(leaf.Shape.Count));
        var executor = new Executor(Plan.Make(graph, isFilledOnce ? [.. inputs, .. results] : results, assign: false, rows), values, threads);
        Rows[] sources = [.. inputs.Select(input => new Rows(RandomNumbers(rows * input.Shape.Columns), input.Shape.Columns))];
        for (int i = 0; i < sources.Length; i++) executor.BindInput(inputs[i], sources[i]);
        ThreadTeam team = ThreadTeam.Rent(threads);
        executor.Execute(team);
        foreach (Rows source in sources) source.IsFilled = isFilledOnce;
        double flops = graph.Nodes.Sum(node => node.Operation is MatrixMultiply or Convolve or ConvolveTransposed or KernelGradientRows ? (double)node.Operation.Flops(node, rows) : 0);
        int repeats = flops == 0 ? 1 : Math.Max(1, (int)(2e7 / flops));
        List<double> seconds = [];
        var clock = Stopwatch.StartNew();
        for (bool isWarm = false; !isWarm || clock.Elapsed < time;)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++) executor.Execute(team);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
            if (isWarm || clock.Elapsed < time / 4) continue;
            isWarm = true;
            seconds.Clear();
            clock.Restart();
        }

        team.Return();
        return Result(flops, seconds, threads);
    }

    private static SpeedResult Result(double flops, IReadOnlyList<double> seconds, int threads)
    {
        double[] sorted = [.. seconds.Order()];
        return new SpeedResult("", flops, sorted[sorted.Length / 10], sorted[sorted.Length / 2], threads);
    }

    private static float[] RandomNumbers(int count)
    {
        var random = new RandomStream(0, "bench");
        float[] numbers = GC.AllocateUninitializedArray<float>(count, pinned: true);
        for (int i = 0; i < count; i++) numbers[i] = (float)random.NextDouble();
        return numbers;
    }

    private sealed class Rows(float[] values, int width) : IRowSource
    {
        public bool IsFilled { get; set; }

        public unsafe void Fill(int firstRow, View rows)
        {
            for (int row = 0; row < rows.Rows && !IsFilled; row++)
                values.AsSpan((firstRow + row) * width, width).CopyTo(new Span<float>(rows.At(row, 0), width));
        }

        // As a trained model has it where rows are not scaled. The numbers are pinned.
        public unsafe View? InPlace(int firstRow, View rows) => rows with { Data = (float*)Unsafe.AsPointer(ref values[firstRow * width]) };
    }
}
