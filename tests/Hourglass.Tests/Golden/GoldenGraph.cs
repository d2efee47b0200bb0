using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>A golden file of one graph: named inputs, what PyTorch makes of them, and how close the definition and the float32 kernels come.</summary>
internal sealed class GoldenGraph(string file)
{
    private const double Definition = 1e-12, Kernel = 2e-6;

    private readonly JsonElement _golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf(file))).RootElement;

    public int Size(string name) => _golden.GetProperty(name).GetInt32();

    /// <summary>Values by name; <c>gradients.x</c> is a member of a member.</summary>
    public double[] Values(string path) =>
        [.. path.Split('.').Aggregate(_golden, (element, name) => element.GetProperty(name)).EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>Computes nodes from the leaves' golden values in both ways, and compares.</summary>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="leaves">Inputs and parameters; the name of each is that of its values.</param>
    /// <param name="roots">Nodes, and the name of what each should be.</param>
    public void AssertAgrees(int rows, IReadOnlyDictionary<string, Node> leaves, params IReadOnlyList<(Node Node, string Expected)> roots)
    {
        Node[] nodes = [.. roots.Select(root => root.Node)];
        var reference = new ReferenceExecutor { Run = { Rows = rows } };
        foreach ((string name, Node leaf) in leaves) reference.Set(leaf, Values(name));
        IReadOnlyList<double[]> definitions = reference.Evaluate(nodes);

        var stored = new StoredValues(leaves.Values.Select(leaf => leaf.Operation).OfType<StoredLeaf>());
        var executor = new Executor(Plan.Make(nodes[0].Graph, nodes, assign: false, rows), stored, 1);
        executor.Poison();
        foreach ((string name, Node leaf) in leaves)
        {
            if (leaf.Operation is StoredLeaf) stored.Set(name, Array.ConvertAll(Values(name), value => (float)value));
            else executor.BindInput(leaf, new ArrayRows(Values(name)));
        }

        executor.Execute(1);
        for (int i = 0; i < nodes.Length; i++)
        {
            var expected = new GoldenArray([], Values(roots[i].Expected));
            expected.AssertNear(definitions[i], Definition, $"definition of {roots[i].Expected}");
            expected.AssertNear(Array.ConvertAll(executor.ValuesOf(nodes[i]), value => (double)value), Kernel, $"kernel of {roots[i].Expected}");
        }
    }
}
