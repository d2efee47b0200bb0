using System.Collections.Immutable;
using System.Diagnostics;
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
public sealed record SpeedResult(string Name, double Flops, double Fastest, double Median);

/// <summary>Fixed workloads on random rows: whole training steps as the trainer runs them, encoding, a matrix product.</summary>
public static class SpeedBenchmark
{
    private static readonly ImmutableArray<int> Deep = [1000, 500, 250];
    private static readonly IReadOnlyDictionary<string, Func<int, TimeSpan, SpeedResult>> All = new Dictionary<string, Func<int, TimeSpan, SpeedResult>>
    {
        ["dense-784-128-784-b256"] = (threads, time) => Step(new DenseAutoencoder(128), 256, threads, time),
        ["dense-784-32-784-b256"] = (threads, time) => Step(new DenseAutoencoder(32), 256, threads, time),
        ["deep-mnist-b256"] = (threads, time) => Step(new DenseAutoencoder(30) { Layers = Deep }, 256, threads, time),
        ["deep-mnist-b1024"] = (threads, time) => Step(new DenseAutoencoder(30) { Layers = Deep }, 1024, threads, time),
        ["gemm-1024"] = (threads, time) => Product(1024, 1024, 1024, threads, time),
        ["encode-784-128-b1"] = (_, time) => Product(1, 784, 128, 1, time),
        ["encode-784-128-b1024"] = (threads, time) => Product(1024, 784, 128, threads, time),
    };

    /// <summary>Names of the workloads.</summary>
    public static IEnumerable<string> Workloads => All.Keys;

    /// <summary>Register width in use.</summary>
    public static string Kernel => KernelWidths.Name(KernelWidths.Default);

    /// <summary>The peak to compare with, in GFLOP/s.</summary>
    public static double PeakGflops(int threads) => PeakMeasurement.Gflops(threads);

    /// <summary>Measures a workload.</summary>
    /// <param name="name">One of <see cref="Workloads"/>.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="time">For how long.</param>
    public static SpeedResult Run(string name, int threads, TimeSpan time) => All[name](threads, time) with { Name = name };

    private static SpeedResult Step(DenseAutoencoder model, int batch, int threads, TimeSpan time)
    {
        DataSet data = RandomRows(8 * batch, 784);
        var description = new AutoencoderDescription(model, new BernoulliCrossEntropy());
        var options = new TrainingOptions { Batch = batch, Threads = threads, Validation = 0 };
        var trainer = new Trainer(description, options, data, new Scaler(ScalingKind.None, [0], [1]), [.. Enumerable.Range(0, data.Rows)], null);
        trainer.Measure(time / 4);
        return Result(ProductFlops(description, batch), trainer.Measure(time).StepSeconds);
    }

    // The multiply-adds of the products that a step cannot do without: forward, weights' gradients, and all but the first layer's data gradient.
    private static double ProductFlops(AutoencoderDescription description, int batch)
    {
        AutoencoderGraph graph = AutoencoderGraph.Build(description, 784, isTraining: false);
        double[] products = [.. graph.Builder.Graph.Nodes.Where(node => node.Operation is MatrixMultiply).Select(node => (double)node.Operation.Flops(node, batch))];
        return (3 * products.Sum()) - products[0];
    }

    private static SpeedResult Product(int rows, int depth, int columns, int threads, TimeSpan time)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(depth)), weight = graph.Parameter("weight", Shape.Fixed(depth, columns)), bias = graph.Parameter("bias", Shape.Fixed(columns));
        Node y = x.MatrixMultiply(weight, bias).Relu();
        var values = new StoredValues([(StoredLeaf)weight.Operation, (StoredLeaf)bias.Operation]);
        values.Set("weight", RandomNumbers(depth * columns));
        var executor = new Executor(Plan.Make(graph, [y], assign: false, rows), values, threads);
        executor.BindInput(x, new Rows(RandomNumbers(rows * depth), depth));
        ThreadTeam team = ThreadTeam.Rent(threads);
        int repeats = Math.Max(1, (int)(2e7 / (2.0 * rows * depth * columns)));
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
        return Result(2.0 * rows * depth * columns, seconds);
    }

    private static SpeedResult Result(double flops, IReadOnlyList<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return new SpeedResult("", flops, sorted[sorted.Length / 10], sorted[sorted.Length / 2]);
    }

    private static DataSet RandomRows(int rows, int width) => DataSet.From(new ReadOnlyMemory<float>(RandomNumbers(rows * width)), width);

    private static float[] RandomNumbers(int count)
    {
        var random = new RandomStream(0, "bench");
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float)random.NextDouble();
        return numbers;
    }

    private sealed class Rows(float[] values, int width) : IRowSource
    {
        public unsafe void Fill(int firstRow, View rows)
        {
            for (int row = 0; row < rows.Rows; row++)
                values.AsSpan((firstRow + row) * width, width).CopyTo(new Span<float>(rows.At(row, 0), width));
        }
    }
}
