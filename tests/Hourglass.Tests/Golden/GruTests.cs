using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Operations;

namespace Hourglass.Tests.Golden;

/// <summary>A GRU over a sequence, and all its gradients, against PyTorch's. Tolerances as in gru.py.</summary>
public class GruTests
{
    [Fact]
    public void States_and_gradients_agree_with_PyTorch()
    {
        var golden = new GoldenGraph("gru.json");
        (int positions, int inputs, int units) = (golden.Size("positions"), golden.Size("inputs"), golden.Size("units"));
        var graph = new Graph();
        var leaves = new Dictionary<string, Node>
        {
            ["x"] = graph.Input("x", Shape.Batch(positions, inputs)),
            ["weight"] = graph.Parameter("weight", Shape.Fixed(inputs, 3 * units)),
            ["bias"] = graph.Parameter("bias", Shape.Fixed(3 * units)),
            ["recurrent"] = graph.Parameter("recurrent", Shape.Fixed(units, 3 * units)),
            ["recurrentBias"] = graph.Parameter("recurrentBias", Shape.Fixed(3 * units)),
            ["outputGradient"] = graph.Input("outputGradient", Shape.Batch(positions, units)),
        };
        Node output = graph.Apply(new Gru(), leaves["x"].MatrixMultiply(leaves["weight"], leaves["bias"]), leaves["recurrent"], leaves["recurrentBias"]);
        string[] differentiated = ["x", "weight", "bias", "recurrent", "recurrentBias"];
        IReadOnlyList<Node> gradients = Differentiation.Gradients((output * leaves["outputGradient"]).Sum(), [.. differentiated.Select(name => leaves[name])]);
        golden.AssertAgrees(
            golden.Size("batch"), leaves, [(output, "output"), .. gradients.Zip(differentiated, (gradient, name) => (gradient, $"gradients.{name}"))]);
    }
}
