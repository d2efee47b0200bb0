using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = x, with a gradient of zero.</summary>
public sealed record StopGradient : UnaryOperation<StopGradient.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => null;

    /// <summary>The function.</summary>
    public readonly struct Of : IUnaryFunction
    {
        /// <inheritdoc/>
        public double Define(double x) => x;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => x;
    }
}
