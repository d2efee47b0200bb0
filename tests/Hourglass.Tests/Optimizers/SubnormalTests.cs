using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Layers;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Tests.Artifacts;
using Hourglass.Tests.Contracts;
using Hourglass.Tests.Graphs;
using Hourglass.Training;

namespace Hourglass.Tests.Optimizers;

/// <summary>Where gradients end, moments shrink step by step: to zero, not to subnormal numbers, on which every later step would be slow.</summary>
public class SubnormalTests
{
    public static TheoryData<Optimizer> Optimizers =>
    [
        .. PartExamples.Of<Optimizer>().Select(row => row.Data), new Sgd { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 1 }, new Adam { LearningRate = 0.1, WeightDecay = 1 },
    ];

    [Theory, MemberData(nameof(Optimizers))]
    public void After_the_last_gradient_no_value_is_subnormal(Optimizer optimizer)
    {
        foreach (KernelWidth width in Enum.GetValues<KernelWidth>()) AssertNoneIsSubnormal(optimizer, width);
    }

    [Fact]
    public void Thousands_of_steps_on_columns_of_zeros_leave_no_subnormal_number()
    {
        using var folder = new TemporaryFolder();
        var rows = new float[24, 9];
        for (int row = 0; row < 24; row++) (rows[row, 1], rows[row, 4]) = (row % 5, row % 7);
        Autoencoder.Dense(3, 6).Fit(DataSet.From(rows), new TrainingOptions
        {
            Steps = 4000,
            Epochs = 4000,
            Batch = 24,
            Validation = 0,
            Patience = null,
            WeightAverage = 0.9,
            Threads = 1,
            Optimizer = new Adam { LearningRate = 0.01 },
            Checkpoint = new CheckpointOptions(folder.File("c")) { EverySteps = 4000 },
        });
        ModelContainer state = ModelContainer.Load(folder.File("c"));
        Assert.Contains(state.Sections["weights"], tensor => tensor.Name.StartsWith("optimizer.", StringComparison.Ordinal));
        foreach (NamedTensor tensor in state.Sections.Values.SelectMany(section => section)) Assert.DoesNotContain(tensor.Values, float.IsSubnormal);
    }

    // A matrix whose gradient is 1e-3 in the first steps and 0 in thousands after them.
    private static void AssertNoneIsSubnormal(Optimizer optimizer, KernelWidth width)
    {
        var builder = new GraphBuilder(new Graph(), isTraining: true);
        Graph graph = builder.Graph;
        Node w = builder.Parameter("w", Shape.Fixed(3, 19), Initialiser.Zeros), pull = graph.Scalar("pull"), average = builder.State("average", w.Shape, Initialiser.Zeros);
        Node next = optimizer.Update(builder, w, "w", pull.SpreadTo(w.Shape));
        graph.Assign(w, next);
        graph.Assign(average, graph.Apply(new MovingAverage(0.9), average, next));
        foreach ((string scalar, _) in optimizer.Scalars(0, 0)) graph.Scalar(scalar);
        var stored = new StoredValues(builder.Declarations.Select(declaration => (StoredLeaf)declaration.Node.Operation));
        var executor = new Executor(Plan.Make(graph, [], assign: true, capacity: 1, width), stored, 1);
        for (int step = 0; step < 3000; step++)
        {
            executor.SetScalar(pull, step < 5 ? 1e-3 : 0);
            foreach ((string scalar, double value) in optimizer.Scalars(step, optimizer.LearningRate)) executor.SetScalar(graph.Scalar(scalar), value);
            executor.Execute(1);
            if (step % 50 == 49) Assert.All(stored.Paths, path => Assert.DoesNotContain(stored.Get(path), float.IsSubnormal));
        }
    }
}
