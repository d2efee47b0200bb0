using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Operations;

namespace Hourglass.Regularisers;

/// <summary>
/// Contractive codes, which change little when the row does: lambda times ||J||_F^2, the sum of the squares of all derivatives of a row's code with respect to
/// the row, averaged over the batch. Source: Rifai, Vincent, Muller, Glorot and Bengio 2011, equation 3.
/// For an encoder of one dense layer, f(x W + b), it is exact: sum over the code of f'^2 times the sum of the squares of the column of W (equation 8). For
/// others it is estimated without bias by ||v^T J||^2, v of random signs, new for each row and step (Hutchinson 1990), which costs a
/// backward pass whatever the size of the code.
/// </summary>
/// <param name="Lambda">0 or more; in units of the loss.</param>
public sealed record ContractivePenalty(double Lambda) : Regulariser
{
    /// <inheritdoc/>
    public override string Name => "contraction";

    /// <inheritdoc/>
    /// <exception cref="InputException">The code has no derivative with respect to the row, or one that cannot be differentiated again.</exception>
    public override Node Penalty(RegularisedParts parts) => (Exact(parts.Code, parts.Input) ?? Estimate(parts.Code, parts.Input)).MeanOverBatch() * Lambda;

    /// <summary>The squared norm of each row for a code f(x W + b), f of one number; null for other codes.</summary>
    /// <returns><c>[batch, 1]</c>.</returns>
    internal static Node? Exact(Node code, Node input)
    {
        Node[] between = Between(input, code);
        if (between.Where(node => !node.Operation.IsElementwise || node.Shape != code.Shape).ToArray() is not [{ Operation: MatrixMultiply } product] || product.Inputs[0] != input) return null;
        Node derivative = Differentiation.Gradients(code.Sum(), product)[0];
        return (derivative.Square() * product.Inputs[1].Square().SumRows()).SumColumns();
    }

    /// <summary>An estimate of the squared norm of each row, by random signs.</summary>
    /// <returns><c>[batch, 1]</c>.</returns>
    internal static Node Estimate(Node code, Node input)
    {
        Graph graph = code.Graph;
        Node signs = graph.Apply(new RandomMask(graph.UniquePathOf("contraction"), code.Shape, 0.5, 2)) - 1;
        Node derivative = Differentiation.Gradients((code * signs).Sum(), input)[0];
        return derivative.Operation is not Constant
            ? derivative.Square().SumColumns()
            : throw new InputException(
                "The code cannot be made contractive.", "the encoder", "a code without a derivative with respect to the row", "rows of quantities, not of ids", "leave the contractive penalty out");
    }

    // All values by way of which the code depends on the input, the code among them.
    private static Node[] Between(Node input, Node code)
    {
        var depends = new HashSet<Node> { input };
        for (int index = input.Index + 1; index <= code.Index; index++)
        {
            if (code.Graph.Nodes[index].Inputs.Any(depends.Contains)) depends.Add(code.Graph.Nodes[index]);
        }

        var needed = new HashSet<Node>();
        var open = new Stack<Node>([code]);
        while (open.TryPop(out Node? node))
        {
            if (node == input || !depends.Contains(node) || !needed.Add(node)) continue;
            foreach (Node operand in node.Inputs) open.Push(operand);
        }

        return [.. needed];
    }
}
