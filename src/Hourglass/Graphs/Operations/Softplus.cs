using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = ln(1 + e^x), a smooth ReLU (Dugas et al. 2001).</summary>
public sealed record Softplus : UnaryOperation<Softplus.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => default;

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient * node.Inputs[0].Sigmoid();

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Softplus", call[0]);

    /// <summary>The function.</summary>
    public readonly struct Of : IUnaryFunction
    {
        /// <inheritdoc/>
        public double Define(double x) => Math.Max(x, 0) + double.LogP1(Math.Exp(-Math.Abs(x)));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => LaneMath.Softplus(x);
    }
}
