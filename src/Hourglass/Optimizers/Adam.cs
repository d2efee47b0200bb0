using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Optimizers;

/// <summary>
/// Adam: m and v are moving averages of the gradient and its square; w = w - rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon).
/// Source: Kingma and Ba 2015 (end of section 2), with Keras's defaults. With <see cref="Optimizer.WeightDecay"/> it is AdamW.
/// </summary>
public sealed record Adam : Optimizer
{
    private const string Corrected = "adam-rate";

    /// <summary>Share of the old mean kept; 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Share of the old mean square kept; 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the quotient finite; 1e-7 by default.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, double Value)> Scalars(long step, double rate) =>
        [(Rate, rate), (Corrected, rate * Math.Sqrt(1 - Math.Pow(Beta2, step + 1)) / (1 - Math.Pow(Beta1, step + 1)))];

    /// <inheritdoc/>
    protected override Node Step(GraphBuilder builder, Node from, string path, Node gradient)
    {
        Graph graph = builder.Graph;
        Node oldMean = Moment(builder, "mean", path, from), oldSquare = Moment(builder, "square", path, from);
        Node mean = graph.Apply(new MovingAverage(Beta1), oldMean, gradient);
        Node square = graph.Apply(new MovingAverageOfSquares(Beta2), oldSquare, gradient);
        builder.Assign(oldMean, mean);
        builder.Assign(oldSquare, square);
        return graph.Apply(new AdamStep(Epsilon), from, mean, square, graph.Scalar(Corrected));
    }
}
