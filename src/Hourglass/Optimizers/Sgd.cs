using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Optimizers;

/// <summary>
/// Stochastic gradient descent: v = momentum v + g; w = w - rate v (with Nesterov: w - rate (g + momentum v)).
/// Source: Polyak 1964; Sutskever et al. 2013, in PyTorch's form.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>Share of the last step's direction that is kept, 0 to 1 (exclusive); 0 by default.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether to look ahead along the momentum; false by default.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override Node Step(GraphBuilder builder, Node from, string path, Node gradient)
    {
        Node rate = builder.Graph.Scalar(Rate);
        if (Momentum == 0) return from - (gradient * rate);
        Node old = Moment(builder, "velocity", path, from);
        Node velocity = builder.Graph.Apply(new Flush(), (old * Momentum) + gradient);
        builder.Assign(old, velocity);
        return from - ((Nesterov ? gradient + (velocity * Momentum) : velocity) * rate);
    }
}
