using Hourglass.Errors;
using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Differentiation;

/// <summary>
/// Reverse-mode differentiation (backward propagation) of a graph into the same graph: the gradient is made of operations like any other
/// value, so it is planned, fused, checked and differentiated again by the same code.
/// Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3; Rumelhart, Hinton and Williams (1986).
/// </summary>
public static class Differentiation
{
    /// <summary>Gradients of a scalar with respect to some values.</summary>
    /// <param name="objective">A scalar <c>[]</c>.</param>
    /// <param name="values">Values it may depend on.</param>
    /// <returns>For each value a gradient of its shape; zeros where the objective does not depend on it.</returns>
    /// <exception cref="ArgumentException">The objective is not a scalar.</exception>
    /// <exception cref="InputException">An operation on the way has no gradient (<see cref="Operation.HasGradient"/>).</exception>
    public static IReadOnlyList<Node> Gradients(Node objective, params IReadOnlyList<Node> values)
    {
        if (!objective.Shape.IsScalar) throw new ArgumentException($"Only a scalar has a gradient; this has shape {objective.Shape}.", nameof(objective));
        Graph graph = objective.Graph;
        bool[] depends = DependsOn(objective, values);
        var gradients = new Node?[objective.Index + 1];
        gradients[objective.Index] = graph.Constant(Shape.Scalar, 1);
        for (int index = objective.Index; index >= 0; index--)
        {
            if (gradients[index] is not { } gradient || !depends[index]) continue;
            Node node = graph.Nodes[index];
            if (!node.Operation.HasGradient) throw NoGradient(node);
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                int source = node.Inputs[input].Index;
                if (!depends[source] || node.Operation.Gradient(node, gradient, input) is not { } part) continue;
                gradients[source] = gradients[source] is { } sum ? sum + part : part;
            }
        }

        return [.. values.Select(value => (value.Index <= objective.Index ? gradients[value.Index] : null) ?? graph.Constant(value.Shape, 0))];
    }

    private static InputException NoGradient(Node node) => new(
        "A second derivative was asked for that does not exist.", $"operation {node.Operation.Name} of shape {node.Shape}", null,
        "fused operations such as a recurrent layer can be differentiated once", "leave out the penalty that needs the gradient of a gradient, or use another layer");

    // Which nodes up to the objective depend on any of the values.
    private static bool[] DependsOn(Node objective, IReadOnlyList<Node> values)
    {
        var depends = new bool[objective.Index + 1];
        foreach (Node value in values)
        {
            if (value.Index <= objective.Index) depends[value.Index] = true;
        }

        for (int index = 0; index < depends.Length; index++)
        {
            foreach (Node input in objective.Graph.Nodes[index].Inputs) depends[index] |= depends[input.Index];
        }

        return depends;
    }
}
