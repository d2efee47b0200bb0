using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;

namespace Hourglass.Tests.Graphs;

public class PlanTests
{
    [Fact]
    public void A_value_read_whole_is_finished_a_wave_earlier()
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(3));
        Node centred = x - x.MeanOfRows(), deviation = centred.Square().MeanOfRows().SquareRoot();

        // The batch, its mean, the centred batch, the variance, the quotient.
        Assert.Equal(5, Plan.Make(graph, [centred / deviation], assign: false, capacity: 8).Waves);
    }

    [Fact]
    public void A_dense_training_step_has_two_barriers()
    {
        var step = new TrainingStep(64, 16);

        // Constants and transposed weights; forward and backward pass; gradients with the update, and the loss.
        Assert.Equal(3, Plan.Make(step.Graph, [step.Loss], assign: true, capacity: 32).Waves);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_plan_tells_beforehand_what_its_executor_takes(int threads)
    {
        var step = new TrainingStep(64, 16);
        var plan = Plan.Make(step.Graph, [step.Loss], assign: true, capacity: 300);
        Assert.Equal(new Executor(plan, new StoredValues(step.Graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>()), threads).Bytes, plan.BytesFor(threads));
    }

    // A picture adds a whole kernel to the gradient: kept one by one, these of a batch would take 36 MiB.
    [Fact]
    public void Of_the_gradient_of_a_kernel_one_sum_is_kept_for_each_block_of_pictures()
    {
        const int rows = 256, channels = 64;
        (Graph graph, _, Node gradient) = Convolutional(4, channels);
        var plan = Plan.Make(graph, [gradient], assign: false, rows);
        long ofEachPicture = (long)rows * gradient.Shape.Count * sizeof(float);
        Assert.InRange(plan.BytesFor(1), 0, ofEachPicture / 4);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(73)]
    public void The_gradient_of_a_kernel_has_the_same_bits_for_any_number_of_threads(int rows)
    {
        (Graph graph, Node x, Node gradient) = Convolutional(9, 5);
        var plan = Plan.Make(graph, [gradient], assign: false, capacity: 100);
        Pipeline pictures = plan.Schedule.Waves.SelectMany(wave => wave).Single(pipeline => pipeline.Nodes.Any(node => node.Operation is KernelGradientRows));
        Assert.InRange(pictures.Blocks(rows), 2, rows / 2);
        double[] values = [.. Enumerable.Range(0, 100 * 9 * 9 * 5).Select(i => ((i * 37 % 101) - 50) / 50.0)];
        var stored = new StoredValues(graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        stored.Set("kernel", [.. Enumerable.Range(0, 3 * 3 * 5 * 5).Select(i => ((i * 13 % 31) - 15) / 31f)]);
        float[] one = Run(1);
        foreach (int threads in (int[])[2, 3, 7]) Assert.Equal(one, Run(threads));

        var reference = new ReferenceExecutor { Run = { Rows = rows } };
        reference.Set(x, values.AsSpan(0, rows * 9 * 9 * 5));
        reference.Set(graph.Nodes.Single(node => node.Operation is Parameter), Array.ConvertAll(stored.Get("kernel"), value => (double)value));
        double[] exact = reference.Evaluate(gradient)[0];
        double largest = exact.Max(Math.Abs);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], one[i], 1e-5 * largest);

        float[] Run(int threads)
        {
            var executor = new Executor(plan, stored, threads);
            executor.BindInput(x, new ArrayRows(values));
            executor.Run.Rows = rows;
            executor.Poison();
            executor.Execute(threads);
            return executor.ValuesOf(gradient);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(65, 2)]
    [InlineData(200, 7)]
    public void Rows_beyond_the_active_ones_take_no_part(int rows, int threads)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(50));
        Node y = (x - x.MeanOfRows()).Square().SumColumns().MeanOverBatch();
        var executor = new Executor(Plan.Make(graph, [y], assign: false, capacity: 200), new StoredValues([]), threads);
        double[] values = [.. Enumerable.Range(0, 200 * 50).Select(i => (double)(i * 37 % 101))];
        executor.BindInput(x, new ArrayRows(values));
        executor.Execute(threads);
        executor.Run.Rows = rows;
        executor.Execute(threads);
        var reference = new ReferenceExecutor();
        reference.Run.Rows = rows;
        reference.Set(x, values.AsSpan(0, rows * 50));
        double expected = reference.Evaluate(y)[0][0];
        Assert.InRange(executor.Number(y), expected * (1 - 1e-5), expected * (1 + 1e-5));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(8, 2)]
    [InlineData(64, 2)]
    [InlineData(100, 2)]
    [InlineData(128, 2)]
    [InlineData(256, 4)]
    [InlineData(1024, 8)]
    public void A_small_batch_can_be_shared_too(int rows, int blocks)
    {
        Node x = new Graph().Input("x", Shape.Batch(784));
        Assert.Equal(blocks, new Pipeline([x], rows, new HashSet<Node>()).Blocks(rows));
    }

    // 20 columns leave room between the rows of a block, which rows one after the other do not have.
    [Theory]
    [InlineData(32, true)]
    [InlineData(20, false)]
    public void Rows_that_lie_as_they_would_be_written_are_read_where_they_are(int columns, bool inPlace)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(columns)), y = x.Square().MatrixMultiply(graph.Parameter("w", Shape.Fixed(columns, 3))) + x.SumColumns();
        var stored = new StoredValues(graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        stored.Set("w", [.. Enumerable.Range(0, columns * 3).Select(i => i % 7 - 2.5f)]);
        double[] values = [.. Enumerable.Range(0, 100 * columns).Select(i => (i * 37 % 101) - 50.0)];
        float[] Run(IRowSource source)
        {
            var executor = new Executor(Plan.Make(graph, [y], assign: false, capacity: 100), stored, threads: 2);
            executor.BindInput(x, source);
            executor.Execute(threads: 2);
            return executor.ValuesOf(y);
        }

        var rows = new PinnedRows(values);
        Assert.Equal(Run(new ArrayRows(values)), Run(rows));
        Assert.Equal(inPlace ? 0 : 100, rows.Filled);
        Assert.Equal(values, Array.ConvertAll(rows.Values, value => (double)value));
    }

    [Fact]
    public void Random_numbers_depend_on_seed_step_and_global_row_but_not_on_threads()
    {
        var graph = new Graph();
        Node[] roots =
        [
            graph.Apply(new RandomUniform("uniform", Shape.Batch(37))),
            graph.Apply(new RandomNormal("normal", Shape.Batch(37))),
            graph.Apply(new RandomMask("mask", Shape.Batch(37), 0.8, 1.25)),
            graph.Apply(new RandomNormal("matrix", Shape.Fixed(70, 70))),
        ];
        var plan = Plan.Make(graph, roots, assign: false, capacity: 1500);
        float[][] first = Run(1, new RunSettings { Rows = 1500, Seed = 3, Step = 5 });
        Assert.Equal(first, Run(7, new RunSettings { Rows = 1500, Seed = 3, Step = 5 }));
        Assert.NotEqual(first, Run(1, new RunSettings { Rows = 1500, Seed = 4, Step = 5 }));
        Assert.NotEqual(first, Run(1, new RunSettings { Rows = 1500, Seed = 3, Step = 6 }));

        // A machine that has rows 100 to 1499 of the batch draws their numbers.
        float[][] rest = Run(1, new RunSettings { Rows = 1400, FirstRow = 100, Seed = 3, Step = 5 });
        for (int i = 0; i < 3; i++) Assert.Equal(first[i][(100 * 37)..], rest[i]);

        var reference = new ReferenceExecutor { Run = { Rows = 1500, Seed = 3, Step = 5 } };
        Assert.Equal(first.Select(values => Array.ConvertAll(values, value => (double)value)), reference.Evaluate(roots));
        Assert.Equal(0.8, first[2].Average(value => value > 0 ? 1.0 : 0), 0.01);

        float[][] Run(int threads, RunSettings run)
        {
            var executor = new Executor(plan, new StoredValues([]), threads);
            (executor.Run.Rows, executor.Run.FirstRow, executor.Run.Seed, executor.Run.Step) = (run.Rows, run.FirstRow, run.Seed, run.Step);
            executor.Poison();
            executor.Execute(threads);
            return [.. roots.Select(executor.ValuesOf)];
        }
    }

    [Fact]
    public void A_common_part_is_computed_once()
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(3));
        Assert.Same(x.Sigmoid(), x.Sigmoid());
        Assert.NotSame(x * 2, x * 3);
    }

    [Fact]
    public void A_description_counts_parameters_and_work()
    {
        var step = new TrainingStep(64, 16);
        PlanDescription description = Plan.Make(step.Graph, [step.Loss], assign: true, capacity: 256).Describe();
        Assert.Equal((2 * 64 * 16) + 64 + 16, description.Parameters);
        Assert.True(description.FlopsPerRun > 5 * 2 * 256 * 64 * 16);
        Assert.True(description.Bytes > 256 * 64 * sizeof(float));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named_with_operation_layer_and_rule()
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(784)), w = graph.Parameter("w", Shape.Fixed(128, 32));
        using (graph.Within("encoder"))
        using (graph.Within("0"))
        {
            string message = Assert.Throws<InputException>(() => x.MatrixMultiply(w)).Message;
            Assert.Contains("MatrixMultiply", message);
            Assert.Contains("layer 'encoder.0'", message);
            Assert.Contains("[batch, 784] and [128, 32]", message);
            Assert.Contains("the rows of the batch are as long as the matrix has rows", message);
        }

        Assert.Contains("Add", Assert.Throws<InputException>(() => x + w).Message);
    }

    [Fact]
    public void Values_of_two_graphs_do_not_mix() =>
        Assert.Throws<ArgumentException>(() => new Graph().Scalar("a") + new Graph().Scalar("b"));

    [Fact]
    public void Only_a_scalar_has_a_gradient()
    {
        Node x = new Graph().Input("x", Shape.Batch(3));
        Assert.Throws<ArgumentException>(() => Hourglass.Graphs.Differentiation.Differentiation.Gradients(x.Sigmoid(), x));
    }

    [Fact]
    public void What_does_not_matter_has_a_gradient_of_zero()
    {
        var graph = new Graph();
        Node x = graph.Parameter("x", Shape.Fixed(2, 3)), y = graph.Parameter("y", Shape.Fixed(3));
        Node gradient = Hourglass.Graphs.Differentiation.Differentiation.Gradients(x.Sum(), y)[0];
        Assert.Equal([0.0, 0, 0], new ReferenceExecutor().Evaluate(gradient)[0]);
    }

    [Fact]
    public void A_run_that_cannot_be_says_why()
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(3));
        var executor = new Executor(Plan.Make(graph, [x.Sigmoid()], assign: false, capacity: 4), new StoredValues([]), 2);
        Assert.Contains("Made for 2 threads", Assert.Throws<ArgumentException>(() => executor.Execute(3)).Message);
        Assert.Contains("input", Assert.Throws<InvalidOperationException>(() => executor.Execute(2)).Message, StringComparison.OrdinalIgnoreCase);
        executor.Run.Rows = 5;
        Assert.Contains("5 rows do not fit a capacity of 4", Assert.Throws<InvalidOperationException>(() => executor.Execute(2)).Message);
    }

    // A convolution of 3 x 3 that keeps the size, and the gradient of the sum of its squares.
    private static (Graph Graph, Node Input, Node Gradient) Convolutional(int side, int channels)
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(side, side, channels)), kernel = graph.Parameter("kernel", Shape.Fixed(3, 3, channels, channels));
        Node loss = x.Convolve(kernel, new Window(new WindowAxis(3, Before: 1, After: 1))).Square().SumColumns().MeanOverBatch();
        return (graph, x, Hourglass.Graphs.Differentiation.Differentiation.Gradients(loss, kernel)[0]);
    }
}
