using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Operations;

namespace Hourglass.Tests.Graphs;

/// <summary>The article's training step, by hand: a dense code layer with ReLU, logits, binary cross-entropy per value, Adam in Keras's form.</summary>
internal sealed class TrainingStep
{
    private const double MeanKeep = 0.9, SquareKeep = 0.999, Epsilon = 1e-7;

    public TrainingStep(int pixels, int code)
    {
        Input = Graph.Input("x", Shape.Batch(pixels));
        Node w1 = Graph.Parameter("W1", Shape.Fixed(pixels, code)), b1 = Graph.Parameter("b1", Shape.Fixed(code));
        Node w2 = Graph.Parameter("W2", Shape.Fixed(code, pixels)), b2 = Graph.Parameter("b2", Shape.Fixed(pixels));
        Parameters = [w1, b1, w2, b2];
        Node logits = Input.MatrixMultiply(w1, b1).Relu().MatrixMultiply(w2, b2);
        Loss = Graph.Apply(new BinaryCrossEntropy(), logits, logits.Sigmoid(), Input).MeanOverBatch() * (1.0 / pixels);
        Gradients = Differentiation.Gradients(Loss, Parameters);
        Rate = Graph.Scalar("rate");
        for (int i = 0; i < Parameters.Count; i++)
        {
            (Node parameter, string path) = (Parameters[i], ((Parameter)Parameters[i].Operation).Path);
            Node mean = Graph.State($"{path}.mean", parameter.Shape), square = Graph.State($"{path}.square", parameter.Shape);
            Node newMean = Graph.Apply(new MovingAverage(MeanKeep), mean, Gradients[i]);
            Node newSquare = Graph.Apply(new MovingAverageOfSquares(SquareKeep), square, Gradients[i]);
            Graph.Assign(mean, newMean);
            Graph.Assign(square, newSquare);
            Graph.Assign(parameter, Graph.Apply(new AdamStep(Epsilon), parameter, newMean, newSquare, Rate));
        }
    }

    public Graph Graph { get; } = new();

    public Node Input { get; }

    public Node Rate { get; }

    public Node Loss { get; }

    /// <summary>W1, b1, W2, b2.</summary>
    public IReadOnlyList<Node> Parameters { get; }

    public IReadOnlyList<Node> Gradients { get; }

    /// <summary>The rate of a step, from 1, with Adam's bias corrections.</summary>
    public static double RateOf(int step, double rate) => rate * Math.Sqrt(1 - Math.Pow(SquareKeep, step)) / (1 - Math.Pow(MeanKeep, step));
}
