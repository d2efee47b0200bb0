using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>The golden training run: 20 steps of the article's model against PyTorch's. The formulas and tolerances are those of seed_model.py.</summary>
public class SeedModelTests
{
    private const int Steps = 20, Batch = 32, Pixels = 784, Code = 128;
    private static readonly string[] Names = ["W1", "b1", "W2", "b2"];
    private readonly Dictionary<string, GoldenArray> _golden = GoldenFiles.ReadNpz("seed_model.npz");

    public static TheoryData<KernelWidth> Widths => [.. Enum.GetValues<KernelWidth>()];

    [Fact]
    public void Start_values_are_those_of_the_script()
    {
        double[][] starts = [Start(0), Start(2), Rows(0)];
        for (int i = 0; i < starts.Length; i++)
        {
            Assert.Equal(_golden["start_values"].Values[(8 * i)..(8 * (i + 1))], starts[i][..8]);
            Assert.Equal(_golden["start_sum"].Values[i], starts[i].Sum(), 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Twenty_steps_of_training_agree_with_PyTorch(KernelWidth width)
    {
        var step = new TrainingStep(Pixels, Code);
        var plan = Plan.Make(step.Graph, [step.Loss, .. step.Gradients], assign: true, Batch, width);
        var stored = new StoredValues(step.Graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        for (int i = 0; i < Names.Length; i++) stored.Set(Names[i], Array.ConvertAll(Start(i), value => (float)value));
        var executor = new Executor(plan, stored, 2);
        for (int t = 0; t < Steps; t++)
        {
            executor.BindInput(step.Input, new ArrayRows(Rows(t)));
            executor.SetScalar(step.Rate, TrainingStep.RateOf(t + 1, 1e-3));
            executor.Execute(2);
            double[][] gradients = [.. step.Gradients.Select(gradient => Array.ConvertAll(executor.ValuesOf(gradient), value => (double)value))];
            CheckStep(t, executor.Number(step.Loss), gradients, 2e-6, 5e-6, 1e-5, 5e-6);
        }

        for (int i = 0; i < Names.Length; i++)
        {
            double[] final = Array.ConvertAll(stored.Get(Names[i]), value => (double)value);
            AssertRelative(_golden["final_norm64"].Values[i], Norm(final), 1e-5, $"norm of {Names[i]}");
            if (i % 2 == 1) _golden[$"final_{Names[i]}"].AssertNear(final, 1e-3, Names[i]);
        }
    }

    // The definitions in double, against PyTorch's float64 run; gradients are kept there rounded to float32. Two steps: they are slow.
    [Fact]
    public void The_definitions_agree_with_PyTorch()
    {
        var step = new TrainingStep(Pixels, Code);
        var reference = new ReferenceExecutor { Run = { Rows = Batch } };
        foreach (Node leaf in step.Graph.Nodes.Where(node => node.Operation is StoredLeaf)) reference.Set(leaf, new double[leaf.Shape.Count]);
        for (int i = 0; i < Names.Length; i++) reference.Set(step.Parameters[i], Start(i));
        for (int t = 0; t < 2; t++)
        {
            reference.Set(step.Input, Rows(t));
            reference.Set(step.Rate, [TrainingStep.RateOf(t + 1, 1e-3)]);
            Node[] roots = [step.Loss, .. step.Gradients, .. step.Graph.Assignments.Select(assignment => assignment.Value)];
            IReadOnlyList<double[]> values = reference.Evaluate(roots);
            CheckStep(t, values[0][0], [.. values.Skip(1).Take(Names.Length)], 1e-12, 1e-11, 1e-11, 1e-7);
            for (int i = 0; i < step.Graph.Assignments.Count; i++) reference.Set(step.Graph.Assignments[i].Target, values[1 + Names.Length + i]);
        }
    }

    private void CheckStep(int t, double loss, double[][] gradients, double lossTolerance, double normTolerance, double sumTolerance, double gradientTolerance)
    {
        AssertRelative(_golden["loss64"].Values[t], loss, lossTolerance, $"loss of step {t + 1}");
        for (int i = 0; i < Names.Length; i++)
        {
            int at = (t * Names.Length) + i;
            AssertRelative(_golden["gradient_norm64"].Values[at], Norm(gradients[i]), normTolerance, $"gradient norm of {Names[i]}, step {t + 1}");
            double difference = Math.Abs(gradients[i].Sum() - _golden["gradient_sum64"].Values[at]);
            Assert.InRange(difference, 0, sumTolerance * _golden["gradient_size"].Values[at]);
            if (t == 0) _golden[$"gradient_{Names[i]}"].AssertNear(gradients[i], gradientTolerance, $"gradient of {Names[i]}, step 1");
        }
    }

    private static void AssertRelative(double expected, double actual, double tolerance, string what)
    {
        if (!(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected))) Assert.Fail($"{what} is {actual:R}, PyTorch says {expected:R}.");
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    // W1, b1, W2, b2: Glorot uniform and zeros.
    private static double[] Start(int parameter)
    {
        float limit = (float)Math.Sqrt(6.0 / (Pixels + Code));
        return parameter switch
        {
            1 => new double[Code],
            3 => new double[Pixels],
            _ => [.. Enumerable.Range(0, Pixels * Code).Select(i => (double)((Uniform((uint)i, parameter == 0 ? 1u : 2u) - 0.5f) * 2 * limit))],
        };
    }

    private static double[] Rows(int step) =>
        [.. Enumerable.Range(step * Batch * Pixels, Batch * Pixels).Select(i => Uniform((uint)i, 3)).Select(u => (double)(u * u))];

    private static float Uniform(uint index, uint salt)
    {
        uint x = unchecked(index * 2654435761) ^ salt;
        x ^= x >> 15;
        x = unchecked(x * 2246822519);
        x ^= x >> 13;
        x = unchecked(x * 3266489917);
        x ^= x >> 16;
        return (x >> 8) * (1f / 16777216);
    }
}
