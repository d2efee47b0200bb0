using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Models;

namespace Hourglass.Training;

/// <summary>One training step as a graph: forward, backward, clipping, the optimizer's update, averages of weights.</summary>
internal sealed class TrainingGraph
{
    /// <summary>Prefix of the paths of averaged weights.</summary>
    private const string AveragePrefix = "average.";

    private readonly AutoencoderGraph _forward;

    public TrainingGraph(AutoencoderDescription description, int features, TrainingOptions options)
    {
        _forward = AutoencoderGraph.Build(description, features, isTraining: true);
        (Objective, Parts) = _forward.Objective(description);
        IReadOnlyList<Node> parameters = _forward.Parameters;
        IReadOnlyList<Node> gradients = Clip(Differentiation.Gradients(Objective, parameters), options.ClipNorm);
        for (int i = 0; i < parameters.Count; i++)
        {
            string path = ((StoredLeaf)parameters[i].Operation).Path;
            Node next = options.Optimizer.Update(Builder, parameters[i], path, gradients[i]);
            Graph.Assign(parameters[i], next);
            if (options.WeightAverage is { } keep)
            {
                Node average = Builder.State(AveragePrefix + path, parameters[i].Shape, Initialiser.Zeros);
                Builder.Assign(average, Graph.Apply(new MovingAverage(keep), average, next));
            }
        }

        ModelPaths = AutoencoderGraph.Build(description, features, isTraining: false).Builder.Declarations.Select(d => PathOf(d.Node)).ToHashSet();
    }

    public Graph Graph => Builder.Graph;

    public Node Input => _forward.Input;

    public Node Objective { get; }

    public IReadOnlyList<(string Name, Node Value)> Parts { get; }

    /// <summary>Everything that training stores: parameters, states, moments.</summary>
    public IEnumerable<Node> Stored => Builder.Declarations.Select(declaration => declaration.Node);

    /// <summary>Paths of what a trained model consists of.</summary>
    public IReadOnlySet<string> ModelPaths { get; }

    private GraphBuilder Builder => _forward.Builder;

    /// <summary>First values of everything stored: drawn from the seed unless given; averages begin as their weights.</summary>
    /// <exception cref="InputException">A given value belongs to no parameter or does not fit it.</exception>
    public StoredValues Initialise(ulong seed, IReadOnlyDictionary<string, float[]> firstValues)
    {
        var values = new StoredValues(Stored.Select(node => (StoredLeaf)node.Operation));
        foreach ((string path, float[] given) in firstValues)
        {
            int? count = values.Contains(path) ? values.ShapeOf(path).Count : null;
            if (count != given.Length)
                throw new InputException("The training cannot begin with these values.", $"'{path}'", $"{given.Length} values", count is null ? "one of the model's parameters" : $"{count} values");
        }

        foreach (Declaration declaration in Builder.Declarations)
        {
            string path = PathOf(declaration.Node);
            values.Set(path, path.StartsWith(AveragePrefix, StringComparison.Ordinal)
                ? values.Get(path[AveragePrefix.Length..])
                : firstValues.GetValueOrDefault(path) ?? declaration.Initialiser.Draw(declaration.Node.Shape, seed, path));
        }

        return values;
    }

    /// <summary>Copies what a trained model consists of, averaged weights in place of the last ones where there are any.</summary>
    public void CopyModel(StoredValues from, StoredValues to)
    {
        foreach (string path in ModelPaths) to.Set(path, from, from.Contains(AveragePrefix + path) ? AveragePrefix + path : path);
    }

    private static string PathOf(Node node) => ((StoredLeaf)node.Operation).Path;

    // g * limit / max(|g|, limit): the direction stays, the length is at most the limit.
    private static IReadOnlyList<Node> Clip(IReadOnlyList<Node> gradients, double? limit)
    {
        if (limit is not { } length) return gradients;
        Node square = gradients.Select(g => g.Shape.Dimensions.Length == 2 ? g.Square().SumColumns().Sum() : g.Square().Sum()).Aggregate((sum, next) => sum + next);
        Node most = square.Graph.Constant(Shape.Scalar, length);
        Node factor = most / square.SquareRoot().Maximum(most);
        return [.. gradients.Select(g => g * factor)];
    }
}
