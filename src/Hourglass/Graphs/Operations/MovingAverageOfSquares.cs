using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = keep * left + (1 - keep) * right^2: the second moment of Adam and its kin. Values below 1e-30 become 0, so that no subnormal number lives on in a moment.</summary>
/// <param name="Keep">Share of the old average that stays, 0 to 1.</param>
public sealed record MovingAverageOfSquares(double Keep) : BinaryOperation<MovingAverageOfSquares.Of>
{
    /// <inheritdoc/>
    protected override Of Binary => new(Keep);

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node left, Node right) = (node.Inputs[0], node.Inputs[1]);
        return input == 0 ? (gradient * Keep).SumTo(left.Shape) : (gradient * right * (2 * (1 - Keep))).SumTo(right.Shape);
    }

    /// <summary>The function.</summary>
    public readonly struct Of(double keep) : IBinaryFunction
    {
        /// <inheritdoc/>
        public double Define(double left, double right) => Flush((keep * left) + ((1 - keep) * right * right));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V left, V right) where V : unmanaged, ILanes<V> => Flush(V.MultiplyAdd(V.Broadcast((float)keep), left, V.Broadcast((float)(1 - keep)) * right * right));

        private static double Flush(double y) => y < 1e-30 ? 0 : y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Flush<V>(V y) where V : unmanaged, ILanes<V> => V.Select(V.GreaterThan(V.Broadcast(1e-30f), y), V.Broadcast(0f), y);
    }
}
