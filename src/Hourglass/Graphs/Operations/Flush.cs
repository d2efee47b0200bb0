using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = x, rounded to a multiple of 2^-124 where |x| is below 2^-100 (8e-31). What shrinks by a factor in every step ends among the subnormal
/// numbers and stays there, for rounding ends the shrinking, and each later operation on it takes many times as long; multiples of 2^-124 are
/// zero or normal. Adding and taking away 2^-100 does it in two additions.
/// </summary>
public sealed record Flush : UnaryOperation<Flush.Of>
{
    private const float Small = 1f / (1L << 50) / (1L << 50);

    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient;

    /// <summary>The definition.</summary>
    internal static double Define(double x) => Math.Abs(x) < Small ? Math.ScaleB(Math.Round(Math.ScaleB(x, 124)), -124) : x;

    /// <summary>The same over lanes: NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Apply<V>(V x) where V : unmanaged, ILanes<V> => x + V.Broadcast(Small) - V.Broadcast(Small);

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
