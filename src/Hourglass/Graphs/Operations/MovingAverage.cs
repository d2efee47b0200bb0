using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = keep * left + (1 - keep) * right: an exponential moving average; left is the old average, right the new value. Values below 1e-30 become 0 (<see cref="Flush"/>).</summary>
/// <param name="Keep">Share of the old average that stays, 0 to 1.</param>
public sealed record MovingAverage(double Keep) : BinaryOperation<MovingAverage.Of>
{
    /// <inheritdoc/>
    protected override Of Binary => new(Keep);

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input)
    {
        (Node left, Node right) = (node.Inputs[0], node.Inputs[1]);
        return input == 0 ? (gradient * Keep).SumTo(left.Shape) : (gradient * (1 - Keep)).SumTo(right.Shape);
    }

    /// <summary>The function.</summary>
    public readonly struct Of(double keep) : IBinaryFunction
    {
        /// <inheritdoc/>
        public double Define(double left, double right) => Flush.Define((keep * left) + ((1 - keep) * right));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V left, V right) where V : unmanaged, ILanes<V> =>
            Flush.Apply(V.MultiplyAdd(V.Broadcast((float)keep), left, V.Broadcast((float)(1 - keep)) * right));
    }
}
