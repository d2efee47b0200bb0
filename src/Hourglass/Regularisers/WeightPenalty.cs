using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Regularisers;

/// <summary>
/// The article's lambda ||W||_F^2: lambda times the sum of the squares of all weight matrices (biases and scales are left out).
/// </summary>
/// <param name="Lambda">0 or more; in units of the loss.</param>
public sealed record WeightPenalty(double Lambda) : Regulariser
{
    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override Node Penalty(RegularisedParts parts)
    {
        IEnumerable<Node> squares = parts.Parameters.Where(node => node.Shape.Dimensions.Length > 1).Select(weight => weight.Square().SumColumns().Sum());
        return squares.Aggregate((sum, next) => sum + next) * Lambda;
    }
}
