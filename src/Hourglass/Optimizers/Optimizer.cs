using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Optimizers;

/// <summary>
/// How a parameter follows its gradient, written as operations of the training graph. Numbers that change from step to step
/// (the learning rate, bias corrections) are scalars set before each step.
/// </summary>
public abstract record Optimizer
{
    /// <summary>Scalar that every update may use: the learning rate of the step.</summary>
    protected const string Rate = "rate";

    /// <summary>Step size before the schedule is applied; 1e-3 by default.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>
    /// Decoupled weight decay (Loshchilov and Hutter 2019): each step first takes rate * WeightDecay of every weight matrix away. 0 by default.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The parameter's value after the step; moments are declared as states and assigned.</summary>
    /// <param name="builder">For states and scalars.</param>
    /// <param name="parameter">Its value now.</param>
    /// <param name="path">Its path.</param>
    /// <param name="gradient">Gradient of the objective.</param>
    public Node Update(GraphBuilder builder, Node parameter, string path, Node gradient)
    {
        bool decays = WeightDecay > 0 && parameter.Shape.Dimensions.Length > 1;
        Node from = decays ? builder.Graph.Apply(new Flush(), parameter - (parameter * (builder.Graph.Scalar(Rate) * WeightDecay))) : parameter;
        return Step(builder, from, path, gradient);
    }

    /// <summary>The scalars of a step, by name.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="rate">The learning rate that the schedule gives.</param>
    public virtual IEnumerable<(string Name, double Value)> Scalars(long step, double rate) => [(Rate, rate)];

    /// <summary>The step itself, from a value that decay has been applied to.</summary>
    protected abstract Node Step(GraphBuilder builder, Node from, string path, Node gradient);

    /// <summary>A state of a parameter's shape, zero at first.</summary>
    protected static Node Moment(GraphBuilder builder, string name, string path, Node parameter) =>
        builder.State($"optimizer.{name}.{path}", parameter.Shape, Initialiser.Zeros);
}
