using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Layers;
using Hourglass.Optimizers;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>Ten steps of each optimizer against PyTorch's, on both executors. The problem and the tolerances are those of optimizers.py.</summary>
public class OptimizerTests
{
    private static readonly IReadOnlyList<JsonElement> Cases = GoldenFiles.CasesOf("optimizers.json");

    private static readonly Dictionary<string, Optimizer> Optimizers = new()
    {
        ["sgd"] = new Sgd { LearningRate = 0.125 },
        ["sgd momentum"] = new Sgd { LearningRate = 0.125, Momentum = 0.9 },
        ["sgd nesterov"] = new Sgd { LearningRate = 0.125, Momentum = 0.9, Nesterov = true },
        ["adam keras"] = new Adam { LearningRate = 0.01 },
        ["adamw"] = new Adam { LearningRate = 0.01, Epsilon = 1e-8, WeightDecay = 0.01 },
    };

    public static TheoryData<string, string> Parameters => new(
        from name in Optimizers.Keys
        from parameter in new[] { "a", "b" }

        // Hourglass takes no weight decay from vectors.
        where name != "adamw" || parameter == "b"
        select (name, parameter));

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Ten_steps_agree_with_PyTorch(string name, string parameter)
    {
        JsonElement golden = Cases.Single(one => one.GetProperty("name").GetString() == name);
        Optimizer optimizer = Optimizers[name];
        GoldenArray start = Input(""), curvature = Input("Curvature"), target = Input("Target");
        var builder = new GraphBuilder(new Graph(), isTraining: true);
        Graph graph = builder.Graph;
        Node w = builder.Parameter("w", Shape.Fixed(start.Shape), Initialiser.Zeros);
        Node c = builder.State("curvature", w.Shape, Initialiser.Zeros), goal = builder.State("target", w.Shape, Initialiser.Zeros);
        Node gradient = Differentiation.Gradients(((w - goal).Square() * c * 0.5).Sum(), w)[0];
        graph.Assign(w, optimizer.Update(builder, w, "w", gradient));
        foreach ((string scalar, _) in optimizer.Scalars(0, 0)) graph.Scalar(scalar);

        var reference = new ReferenceExecutor();
        var stored = new StoredValues(builder.Declarations.Select(declaration => (StoredLeaf)declaration.Node.Operation));
        foreach (Declaration declaration in builder.Declarations) Set(declaration.Node, new double[w.Shape.Count]);
        Set(w, start.Values);
        Set(c, curvature.Values);
        Set(goal, target.Values);
        var executor = new Executor(Plan.Make(graph, [], assign: true, capacity: 1), stored, 1);

        // Decay is tested on PyTorch's AdamW, whose epsilon stands elsewhere than Keras's: at gradients of 0.03 that is 1e-5 of a step of 0.01.
        double tolerance = name == "adamw" ? 1e-6 : 1e-13;
        JsonElement[] steps = [.. golden.GetProperty("steps").EnumerateArray()];
        for (int step = 0; step < steps.Length; step++)
        {
            foreach ((string scalar, double value) in optimizer.Scalars(step, optimizer.LearningRate))
            {
                reference.Set(graph.Scalar(scalar), [value]);
                executor.SetScalar(graph.Scalar(scalar), value);
            }

            Node[] targets = [.. graph.Assignments.Select(assignment => assignment.Target)];
            IReadOnlyList<double[]> values = reference.Evaluate([.. graph.Assignments.Select(assignment => assignment.Value)]);
            for (int i = 0; i < targets.Length; i++) reference.Set(targets[i], values[i]);
            executor.Execute(1);

            GoldenArray expected = GoldenArray.From(steps[step].GetProperty("parameters").GetProperty(parameter));
            expected.AssertNear(values[Array.IndexOf(targets, w)], tolerance, $"{name}, {parameter}, step {step + 1}, definition");
            expected.AssertNear(Array.ConvertAll(stored.Get("w"), value => (double)value), 2e-6, $"{name}, {parameter}, step {step + 1}, kernel");
        }

        GoldenArray Input(string suffix) => GoldenArray.From(golden.GetProperty("inputs").GetProperty(parameter + suffix));

        void Set(Node leaf, double[] values)
        {
            reference.Set(leaf, values);
            stored.Set(((StoredLeaf)leaf.Operation).Path, Array.ConvertAll(values, value => (float)value));
        }
    }
}
