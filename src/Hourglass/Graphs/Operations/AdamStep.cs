using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = weight - rate * mean / (sqrt(square) + epsilon): the step of Adam (Kingma and Ba 2015, end of section 2, the order of
/// computation that Keras uses too); <c>rate</c> already holds the bias corrections. Operands: weight, mean, square, rate.
/// </summary>
/// <param name="Epsilon">Keeps the quotient finite.</param>
public sealed record AdamStep(double Epsilon) : ElementwiseOperation<AdamStep.Of>
{
    /// <inheritdoc/>
    protected override Of Function => new(Epsilon);

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node mean, Node square, Node rate) = (node.Inputs[1], node.Inputs[2], node.Inputs[3]);
        Node root = square.SquareRoot(), scale = root + Epsilon;
        Node local = input switch
        {
            0 => gradient,
            1 => -(gradient * rate / scale),
            2 => gradient * rate * mean / (scale.Square() * root * 2),
            _ => -(gradient * mean / scale),
        };
        return local.SumTo(node.Inputs[input].Shape);
    }

    /// <summary>The function.</summary>
    public readonly struct Of(double epsilon) : IElementwiseFunction
    {
        // As float32 beforehand: a conversion within the loop would chain each step to the one before.
        private readonly float _epsilon = (float)epsilon;

        /// <inheritdoc/>
        public static int Operands => 4;

        /// <inheritdoc/>
        public double Define(double a, double b, double c, double d) => a - (d * b / (Math.Sqrt(c) + epsilon));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V> => a - (d * b / (V.SquareRoot(c) + V.Broadcast(_epsilon)));
    }
}
