using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>What a layer builds with: the graph, and a record of the parameters and states it declares with their first values.</summary>
/// <param name="graph">The graph to add to.</param>
/// <param name="isTraining">True for the graph of a training step; then dropout drops and statistics are gathered.</param>
/// <param name="samplesCodes">Whether random codes are drawn or stand for their mean; as in training when null (default).</param>
public sealed class GraphBuilder(Graph graph, bool isTraining, bool? samplesCodes = null)
{
    private readonly List<CodeTerm> _codeTerms = [];
    private readonly Dictionary<Node, Declaration> _declarations = [];
    private readonly Dictionary<string, Node> _paths = [];
    private readonly List<LayerSummary> _layers = [];
    private long _parameterCount;

    /// <summary>The graph.</summary>
    public Graph Graph { get; } = graph;

    /// <summary>What the layers are in PyTorch.</summary>
    public TorchForm Torch { get; } = new(graph);

    /// <summary>True for the graph of a training step.</summary>
    public bool IsTraining { get; } = isTraining;

    /// <summary>True when a variational code is drawn from its distribution; otherwise it is its mean.</summary>
    public bool SamplesCodes { get; } = samplesCodes ?? isTraining;

    /// <summary>What the layers built so far add to the loss, in order.</summary>
    public IReadOnlyList<CodeTerm> CodeTerms => _codeTerms;

    /// <summary>Adds a term to the loss, shown under its own name: how far a code is from its prior.</summary>
    public void Add(CodeTerm term) => _codeTerms.Add(term);

    /// <summary>Everything declared so far, in order.</summary>
    public IEnumerable<Declaration> Declarations => _declarations.Values;

    /// <summary>The layers built so far, in order.</summary>
    public IReadOnlyList<LayerSummary> Layers => _layers;

    /// <summary>Builds a layer in a scope of its own and takes note of it.</summary>
    /// <param name="path">The scope: <c>encoder.0</c>.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input"><c>[batch, features]</c>.</param>
    public Node Layer(string path, Layer layer, Node input) => Layer(path, layer.Kind, input, value =>
    {
        Node output = layer.Build(this, value);
        Torch.Modules(layer.TorchModules(value.Shape));
        return output;
    });

    /// <summary>Builds a layer in a scope of its own and takes note of it.</summary>
    /// <param name="path">The scope: <c>encoder.0</c>.</param>
    /// <param name="kind">What the layer is, in words.</param>
    /// <param name="input"><c>[batch, features]</c>.</param>
    /// <param name="build">Adds the layer's operations.</param>
    /// <exception cref="InputException">The layer refuses its settings or its input; or it would be too large.</exception>
    public Node Layer(string path, string kind, Node input, Func<Node, Node> build)
    {
        long before = _parameterCount;
        using IDisposable scope = Within(path);
        Torch.Begin(path);
        Node output;
        try
        {
            output = build(input);
        }
        catch (InputException nowhere) when (nowhere.Where is null)
        {
            // A shape that is too large does not know whose it is.
            throw new InputException(nowhere.What, $"layer '{path}' ({kind})", nowhere.Found, nowhere.Rule, nowhere.Remedy, nowhere);
        }

        Torch.End(path, kind);
        _layers.Add(new LayerSummary(path, kind, input.Shape.Columns, output.Shape.Columns, _parameterCount - before));
        return output;
    }

    /// <summary>A trained value; declared twice under one path it is shared, and its first declaration makes its first values.</summary>
    /// <param name="name">Name within the current scope.</param>
    /// <param name="shape">A fixed shape.</param>
    /// <param name="initialiser">Makes its first values.</param>
    /// <exception cref="InputException">The path stands for a value of another shape, or for a state.</exception>
    public Node Parameter(string name, Shape shape, Initialiser initialiser) => Declare(Graph.Parameter(name, shape), initialiser);

    /// <summary>A value kept between steps that is not trained by gradients; declared twice under one path it is shared.</summary>
    /// <param name="name">Name within the current scope.</param>
    /// <param name="shape">A fixed shape.</param>
    /// <param name="initialiser">Makes its first values.</param>
    /// <exception cref="InputException">The path stands for a value of another shape, or for a parameter.</exception>
    public Node State(string name, Shape shape, Initialiser initialiser) => Declare(Graph.State(name, shape), initialiser);

    /// <summary>States that a value replaces a state at the end of the step.</summary>
    public void Assign(Node state, Node value) => Graph.Assign(state, value);

    /// <summary>Names what is added inside, as <see cref="Graph.Within"/>.</summary>
    public IDisposable Within(string scope) => Graph.Within(scope);

    private Node Declare(Node node, Initialiser initialiser)
    {
        string path = ((StoredLeaf)node.Operation).Path;
        if (!_paths.TryAdd(path, node) && _paths[path] != node)
        {
            throw new InputException(
                "Two values are declared under one path.", $"'{path}'", $"{WordsOf(node)} after {WordsOf(_paths[path])}", "the same name in the same scope is the same value, of one shape",
                "name them differently, or open a scope for one of them: using (builder.Within(\"gate\")) ...");
        }

        if (_declarations.TryAdd(node, new Declaration(node, initialiser)) && node.Operation is Parameter) _parameterCount += node.Shape.Count;
        return node;
    }

    private static string WordsOf(Node node) => $"{(node.Operation is State ? "state" : "parameter")} {node.Shape}";
}

/// <summary>A parameter or state and what makes its first values.</summary>
/// <param name="Node">The leaf.</param>
/// <param name="Initialiser">Makes its first values.</param>
public sealed record Declaration(Node Node, Initialiser Initialiser);
