using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = max(x, 0), the rectified linear unit (Nair and Hinton 2010). The gradient at 0 is 0.</summary>
public sealed record Relu : UnaryOperation<Relu.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.Where(node);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Relu", call[0]);

    /// <summary>The function.</summary>
    public readonly struct Of : IUnaryFunction
    {
        /// <inheritdoc/>
        public double Define(double x) => x < 0 ? 0 : x;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => V.Maximum(V.Broadcast(0f), x);
    }
}
