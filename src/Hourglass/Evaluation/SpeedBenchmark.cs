using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hourglass.Data;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Evaluation;

/// <summary>Time of one workload.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Flops">Floating-point operations of a step.</param>
/// <param name="Fastest">Seconds of a step, first decile.</param>
/// <param name="Median">Seconds of a step, median.</param>
/// <param name="Threads">Threads that took part: a single row is encoded by one, however many were asked for.</param>
public sealed record SpeedResult(string Name, double Flops, double Fastest, double Median, int Threads);

/// <summary>Fixed workloads on random rows: whole training steps as the trainer runs them, encoding, matrix products.</summary>
public static class SpeedBenchmark
{
    // Whole batches of every size, and more than a cache holds: a step gathers its rows from all over them.
    private const int TrainingRows = 20480;
    private static readonly ImmutableArray<int> Deep = [1000, 500, 250];
    private static readonly IReadOnlyDictionary<string, (DenseAutoencoder Model, int Batch)> Trainings = new Dictionary<string, (DenseAutoencoder, int)>
    {
        ["dense-784-128-784-b256"] = (new DenseAutoencoder(128), 256),
        ["dense-784-32-784-b256"] = (new DenseAutoencoder(32), 256),
        ["deep-mnist-b256"] = (new DenseAutoencoder(30) { Layers = Deep }, 256),
        ["deep-mnist-b1024"] = (new DenseAutoencoder(30) { Layers = Deep }, 1024),
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
    };

    /// <summary>Names of the workloads.</summary>
    public static IEnumerable<string> Workloads => Trainings.Keys.Concat(Others.Keys);

    /// <summary>Beginnings that several workloads share: <c>dense</c>, <c>deep</c>, <c>encode</c>, <c>gemm</c>.</summary>
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
        (Trainings.TryGetValue(name, out var training) ? Steps(training.Model, training.Batch, threads, time) : Others[name](threads, time)) with { Name = name };

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
        DataSet data = TrainingData();
        long start = Stopwatch.GetTimestamp();
        TrainerFor(training.Model, training.Batch, threads, data).TakeFirstStep();
        return Stopwatch.GetElapsedTime(start);
    }

    private static SpeedResult Steps(DenseAutoencoder model, int batch, int threads, TimeSpan time)
    {
        Trainer trainer = TrainerFor(model, batch, threads, TrainingData());
        trainer.Measure(time / 4);
        return Result(ProductFlops(DescriptionOf(model), batch), trainer.Measure(time).StepSeconds, threads);
    }

    private static Trainer TrainerFor(DenseAutoencoder model, int batch, int threads, DataSet data)
    {
        int[] order = [.. Enumerable.Range(0, data.Rows)];
        new RandomStream(0, "order").Shuffle(order.AsSpan());
        var options = new TrainingOptions { Batch = batch, Threads = threads, Validation = 0 };
        return new Trainer(DescriptionOf(model), options, data, new Scaler(ScalingKind.None, [0], [1]), order, null);
    }

    private static DataSet TrainingData() => DataSet.From(new ReadOnlyMemory<float>(RandomNumbers(TrainingRows * 784)), 784);

    private static AutoencoderDescription DescriptionOf(DenseAutoencoder model) => new(model, new BernoulliCrossEntropy());

    // The multiply-adds of the products that a step cannot do without: forward, weights' gradients, and all but the first layer's data gradient.
    private static double ProductFlops(AutoencoderDescription description, int batch)
    {
        AutoencoderGraph graph = AutoencoderGraph.Build(description, 784, isTraining: false);
        double[] products = [.. graph.Builder.Graph.Nodes.Where(node => node.Operation is MatrixMultiply).Select(node => (double)node.Operation.Flops(node, batch))];
        return (3 * products.Sum()) - products[0];
    }

    // As a trained model does it: rows in, relu(x W + b) out.
    private static SpeedResult Encode(int rows, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(784)), weight = graph.Parameter("weight", Shape.Fixed(784, 128)), bias = graph.Parameter("bias", Shape.Fixed(128));
        return Forward(x, x.MatrixMultiply(weight, bias).Relu(), rows, threads, time, isFilledOnce: false);
    }

    // The product alone, of square matrices: the left one stays where it was first written.
    private static SpeedResult Product(int side, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(side));
        return Forward(x, x.MatrixMultiply(graph.Parameter("weight", Shape.Fixed(side, side))), side, threads, time, isFilledOnce: true);
    }

    private static SpeedResult Forward(Node x, Node y, int rows, int threads, TimeSpan time, bool isFilledOnce)
    {
        StoredLeaf[] leaves = [.. x.Graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>()];
        var values = new StoredValues(leaves);
        foreach (StoredLeaf leaf in leaves) values.Set(leaf.Path, RandomNumbers(leaf.Shape.Count));
        Node[] roots = isFilledOnce ? [x, y] : [y];
        var executor = new Executor(Plan.Make(x.Graph, roots, assign: false, rows), values, threads);
        var source = new Rows(RandomNumbers(rows * x.Shape.Columns), x.Shape.Columns);
        executor.BindInput(x, source);
        ThreadTeam team = ThreadTeam.Rent(threads);
        executor.Execute(team);
        source.IsFilled = isFilledOnce;
        double flops = x.Graph.Nodes.Sum(node => node.Operation is MatrixMultiply ? (double)node.Operation.Flops(node, rows) : 0);
        int repeats = Math.Max(1, (int)(2e7 / flops));
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
