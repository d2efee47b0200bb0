using System.Collections.Immutable;
using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs;

/// <summary>A value in a graph: an operation applied to earlier values. Arithmetic on nodes adds nodes to their graph.</summary>
public sealed class Node
{
    internal Node(Graph graph, int index, Operation operation, ImmutableArray<Node> inputs, Shape shape)
    {
        Graph = graph;
        Index = index;
        Operation = operation;
        Inputs = inputs;
        Shape = shape;
    }

    /// <summary>The graph it belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Position in the graph; every input has a smaller one.</summary>
    public int Index { get; }

    /// <summary>What makes this value from its inputs.</summary>
    public Operation Operation { get; }

    /// <summary>The values it is made from.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The value's shape.</summary>
    public Shape Shape { get; }

    /// <summary>Elementwise sum; a scalar, a vector <c>[columns]</c> or one number a row spreads over the other operand.</summary>
    public static Node operator +(Node left, Node right) => left.Graph.Apply(new Add(), left, right);

    /// <summary>Elementwise difference, spread like the sum.</summary>
    public static Node operator -(Node left, Node right) => left.Graph.Apply(new Subtract(), left, right);

    /// <summary>Elementwise product, spread like the sum.</summary>
    public static Node operator *(Node left, Node right) => left.Graph.Apply(new Multiply(), left, right);

    /// <summary>Elementwise quotient, spread like the sum.</summary>
    public static Node operator /(Node left, Node right) => left.Graph.Apply(new Divide(), left, right);

    /// <summary>Every element plus a constant.</summary>
    public static Node operator +(Node left, double right) => left.Graph.Apply(new Affine(1, right), left);

    /// <summary>Every element minus a constant.</summary>
    public static Node operator -(Node left, double right) => left.Graph.Apply(new Affine(1, -right), left);

    /// <summary>A constant minus every element.</summary>
    public static Node operator -(double left, Node right) => right.Graph.Apply(new Affine(-1, left), right);

    /// <summary>Every element times a constant.</summary>
    public static Node operator *(Node left, double right) => left.Graph.Apply(new Affine(right, 0), left);

    /// <summary>Every element times a constant.</summary>
    public static Node operator *(double left, Node right) => right * left;

    /// <summary>The negative of every element.</summary>
    public static Node operator -(Node value) => value * -1;

    /// <inheritdoc/>
    public override string ToString() => $"%{Index} {Operation.Name} {Shape}";
}
