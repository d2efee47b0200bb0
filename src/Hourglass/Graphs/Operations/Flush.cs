using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = x where |x| >= 1e-30, otherwise 0. What shrinks by a factor in every step ends among the subnormal numbers and stays there, for rounding
/// ends the shrinking, and each later operation on it takes many times as long.
/// </summary>
public sealed record Flush : UnaryOperation<Flush.Of>
{
    private const double Smallest = 1e-30;

    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient;

    /// <summary>The definition.</summary>
    internal static double Define(double x) => Math.Abs(x) < Smallest ? 0 : x;

    /// <summary>The same over lanes: NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Apply<V>(V x) where V : unmanaged, ILanes<V>
    {
        V zero = V.Broadcast(0f);
        return V.Select(V.GreaterThan(V.Broadcast((float)Smallest), V.Maximum(zero - x, x)), zero, x);
    }

    /// <summary>The function.</summary>
    public readonly struct Of : IUnaryFunction
    {
        /// <inheritdoc/>
        public double Define(double x) => Flush.Define(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => Flush.Apply(x);
    }
}
