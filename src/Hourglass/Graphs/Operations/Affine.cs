using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = factor * x + offset, two constants.</summary>
/// <param name="Factor">What each element is multiplied by.</param>
/// <param name="Offset">What is added.</param>
public sealed record Affine(double Factor, double Offset) : UnaryOperation<Affine.Of>
{
    /// <inheritdoc/>
    protected override Of Unary => new(Factor, Offset);

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient * Factor;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string product = Factor == 1 ? call[0] : call.Graph.Add("Mul", call[0], call.Graph.Number(Factor));
        return Offset == 0 ? product : call.Graph.Add("Add", product, call.Graph.Number(Offset));
    }

    /// <summary>The function.</summary>
    public readonly struct Of(double factor, double offset) : IUnaryFunction
    {
        // As float32 beforehand: a conversion within the loop would chain each step to the one before.
        private readonly float _factor = (float)factor, _offset = (float)offset;

        /// <inheritdoc/>
        public double Define(double x) => (factor * x) + offset;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x) where V : unmanaged, ILanes<V> => V.MultiplyAdd(V.Broadcast(_factor), x, V.Broadcast(_offset));
    }
}
