using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = x, kept apart by name: how a value that others still read reaches the leaf it is assigned to.</summary>
/// <param name="Path">The leaf's path.</param>
public sealed record Copy(string Path) : UnaryOperation<Copy.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient;

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
