using System.Globalization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// What the layers of a model are in PyTorch: the modules of an <c>nn.Sequential</c>, and the names and layouts under which these keep their
/// weights. Layers say it while they are built, each of itself; weights of which nothing is said keep their own name and layout.
/// </summary>
public sealed class TorchForm
{
    private readonly Graph _graph;
    private readonly Dictionary<string, string> _places = [];
    private readonly Dictionary<string, List<string>> _stacks = [];
    private readonly Dictionary<string, TorchTensor> _tensors = [];
    private List<string> _modules = [];

    internal TorchForm(Graph graph) => _graph = graph;

    /// <summary>The <c>nn.Sequential</c> of each stack of layers (<c>encoder</c>, <c>decoder</c>) as a Python expression.</summary>
    public IEnumerable<(string Stack, string Expression)> Stacks => _stacks.Select(stack => (stack.Key, $"nn.Sequential({string.Join(", ", stack.Value)})"));

    /// <summary>Says which modules the layer that is being built consists of, as Python expressions; the first is the one that has weights.</summary>
    /// <param name="expressions">For instance <c>nn.Linear(64, 16)</c> and <c>nn.ReLU()</c>.</param>
    public void Modules(params IReadOnlyList<string> expressions) => _modules = [.. expressions];

    /// <summary>Says how PyTorch names and lays out a weight declared in the current scope.</summary>
    /// <param name="name">Its name in the module: <c>weight</c>.</param>
    /// <param name="isTransposed">Whether rows and columns change places.</param>
    /// <param name="parts">The parameters and states it is made of, one below the other before they are transposed.</param>
    public void Tensor(string name, bool isTransposed, params IReadOnlyList<Node> parts) => Tensor(name, isTransposed ? [1, 0] : [], parts);

    /// <summary>Says how PyTorch names and lays out a weight declared in the current scope.</summary>
    /// <param name="name">Its name in the module: <c>weight</c>.</param>
    /// <param name="axes">Which dimension of ours each of PyTorch's is; empty where they are in the same order.</param>
    /// <param name="parts">The parameters and states it is made of, one below the other before dimensions change places.</param>
    public void Tensor(string name, ReadOnlySpan<int> axes, params IReadOnlyList<Node> parts)
    {
        string place = PlaceOf(_graph.PathOf(name));
        _tensors.TryAdd(place, new TorchTensor(place, [.. axes], [.. parts.Select(part => (StoredLeaf)part.Operation)]));
    }

    /// <summary>Every weight of a model, in the order in which its layers were built.</summary>
    /// <param name="declarations">All that were declared.</param>
    internal IReadOnlyList<TorchTensor> Tensors(IEnumerable<Declaration> declarations)
    {
        HashSet<StoredLeaf> named = [.. _tensors.Values.SelectMany(tensor => tensor.Parts)];
        return
        [
            .. _tensors.Values,
            .. declarations.Select(declaration => (StoredLeaf)declaration.Node.Operation).Where(leaf => !named.Contains(leaf)).Select(leaf => new TorchTensor(PlaceOf(leaf.Path), [], [leaf])),
        ];
    }

    /// <summary>A layer begins. In a stack it stands behind all modules of the layers before it.</summary>
    internal void Begin(string path)
    {
        _modules = [];
        _places.TryAdd(path, SplitOf(path) is (string stack, _) ? $"{stack}.{_stacks.GetValueOrDefault(stack)?.Count ?? 0}" : path);
    }

    /// <summary>A layer ends; one that said nothing of itself is one module, known by its kind.</summary>
    internal void End(string path, string kind)
    {
        if (SplitOf(path) is not (string stack, _)) return;
        if (!_stacks.TryGetValue(stack, out List<string>? modules)) _stacks.Add(stack, modules = []);
        modules.AddRange(_modules.Count > 0 ? _modules : [$"'{kind}'"]);
    }

    // "encoder.1" -> "encoder", 1.
    private static (string Stack, int Index)? SplitOf(string path) =>
        path.LastIndexOf('.') is var dot and > 0 && int.TryParse(path.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? (path[..dot], index) : null;

    private string PlaceOf(string path)
    {
        string? layer = _places.Keys.Where(key => path.StartsWith(key + ".", StringComparison.Ordinal)).MaxBy(key => key.Length);
        return layer is null ? path : _places[layer] + path[layer.Length..];
    }
}
