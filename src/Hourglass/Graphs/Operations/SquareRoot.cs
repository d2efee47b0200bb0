using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = sqrt(x) for x >= 0; the gradient needs x > 0.</summary>
public sealed record SquareRoot : UnaryOperation<SquareRoot.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient / (node * 2);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Sqrt", call[0]);

    /// <summary>The function.</summary>
    public readonly struct Of : IUnaryFunction
    {
        /// <inheritdoc/>
        public double Define(double x) => Math.Sqrt(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => V.SquareRoot(x);
    }
}
