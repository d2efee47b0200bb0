using System.Runtime.InteropServices;
using Hourglass.Errors;
using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs;

/// <summary>
/// A computation: values and the operations between them, in an order in which they can be computed. It only grows.
/// The same operation on the same inputs is the same node, so a common part is computed once.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly List<Assignment> _assignments = [];
    private readonly Dictionary<(Operation Operation, string Inputs), Node> _known = [];
    private readonly Dictionary<string, int> _names = [];
    private readonly List<string> _scope = [];

    /// <summary>All values, each after its inputs.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The effects of a run: leaves that receive a new value once every reader has seen the old one.</summary>
    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>Rows of data given with each run: <c>[batch, ...]</c>.</summary>
    public Node Input(string name, Shape shape) => Apply(new Input(name, shape));

    /// <summary>A trained value that outlives the run.</summary>
    /// <param name="name">Name, put behind the current scope: <c>encoder.0.weight</c>.</param>
    /// <param name="shape">A fixed shape.</param>
    public Node Parameter(string name, Shape shape) => Apply(new Parameter(PathOf(name), shape));

    /// <summary>A value that outlives the run and is not trained by gradients: statistics, moments of the optimizer.</summary>
    public Node State(string name, Shape shape) => Apply(new State(PathOf(name), shape));

    /// <summary>A number set from outside before a run: a learning rate, a weight of a penalty.</summary>
    public Node Scalar(string name) => Apply(new ScalarInput(name));

    /// <summary>Adds an operation, or finds the node that already computes it.</summary>
    /// <exception cref="InputException">The shapes do not fit; names the operation and the scope.</exception>
    public Node Apply(Operation operation, params ReadOnlySpan<Node> inputs)
    {
        foreach (Node input in inputs)
        {
            if (input.Graph != this) throw new ArgumentException("A value of another graph cannot be used here.", nameof(inputs));
        }

        var key = (operation, string.Join(',', inputs.ToArray().Select(input => input.Index)));
        if (_known.TryGetValue(key, out Node? known)) return known;

        var shapes = new Shape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++) shapes[i] = inputs[i].Shape;
        Shape shape;
        try
        {
            shape = operation.InferShape(shapes);
        }
        catch (ShapeException mismatch)
        {
            throw new InputException(
                $"The operation {operation.Name} cannot be applied.", Scope.Length > 0 ? $"layer '{Scope}'" : null,
                string.Join(" and ", shapes.Select(s => s.ToString())), mismatch.Message);
        }

        var node = new Node(this, _nodes.Count, operation, [.. inputs], shape);
        _nodes.Add(node);
        _known.Add(key, node);
        return node;
    }

    /// <summary>States that a leaf receives a value at the end of the run, after all reads of its old one.</summary>
    /// <exception cref="ArgumentException">The target is no parameter or state, the shapes differ, or it has been assigned already.</exception>
    public void Assign(Node target, Node value)
    {
        if (target.Operation is not StoredLeaf leaf) throw new ArgumentException("Only a parameter or a state can be assigned.", nameof(target));
        if (target.Shape != value.Shape) throw new ArgumentException($"{leaf.Path} has shape {target.Shape}, its new value {value.Shape}.", nameof(value));
        if (_assignments.Any(a => a.Target == target)) throw new ArgumentException($"{leaf.Path} is assigned twice in one step.", nameof(target));
        _assignments.Add(new(target, value));
    }

    /// <summary>Names what is added inside: a scope <c>encoder</c> within which a parameter <c>weight</c> becomes <c>encoder.weight</c>.</summary>
    public IDisposable Within(string scope)
    {
        _scope.Add(scope);
        return new ScopeEnd(_scope);
    }

    /// <summary>The current scope, joined by dots.</summary>
    public string Scope => string.Join('.', _scope);

    /// <summary>A path in the current scope that is stable from build to build: the scope and a name.</summary>
    public string PathOf(string name) => Scope.Length > 0 ? $"{Scope}.{name}" : name;

    /// <summary>A path that no other value has, for random operations: a second <c>dropout</c> in one scope becomes <c>dropout.1</c>.</summary>
    public string UniquePathOf(string name)
    {
        string path = PathOf(name);
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, path, out _);
        return count++ == 0 ? path : $"{path}.{count - 1}";
    }

    private sealed class ScopeEnd(List<string> scope) : IDisposable
    {
        public void Dispose() => scope.RemoveAt(scope.Count - 1);
    }
}

/// <summary>A leaf and the value it receives when a run ends.</summary>
/// <param name="Target">A parameter or a state.</param>
/// <param name="Value">Its new value, of the same shape.</param>
public sealed record Assignment(Node Target, Node Value);
