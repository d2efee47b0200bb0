using Hourglass.Graphs;

namespace Hourglass.Regularisers;

/// <summary>A penalty added to the loss, shown under its own name.</summary>
public abstract record Regulariser
{
    /// <summary>Its name in progress and reports.</summary>
    public abstract string Name { get; }

    /// <summary>The penalty: a scalar <c>[]</c>.</summary>
    /// <param name="parts">What a penalty may look at.</param>
    public abstract Node Penalty(RegularisedParts parts);
}

/// <summary>What a penalty may look at.</summary>
/// <param name="Parameters">All parameters of the model.</param>
/// <param name="Code">The code of each row, <c>[batch, code]</c>.</param>
/// <param name="Input">The rows as the encoder sees them, scaled and corrupted, <c>[batch, features]</c>.</param>
public sealed record RegularisedParts(IReadOnlyList<Node> Parameters, Node Code, Node Input);
