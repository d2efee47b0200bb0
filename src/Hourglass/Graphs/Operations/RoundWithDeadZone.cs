using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = sign(x) max(0, ceil(|x| - t)): rounding towards zero of what does not lie more than t above a whole number. With t = 1/2 that is the nearest one; the larger t,
/// the more becomes 0 (a dead zone). Its gradient is zero, as that of every step function.
/// </summary>
public sealed record RoundWithDeadZone : BinaryOperation<RoundWithDeadZone.Of>
{
    /// <inheritdoc/>
    protected override Of Binary => default;

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => null;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        string x = call.Spread(0), above = call.Graph.Add("Sub", call.Graph.Add("Abs", x), call.Spread(1));
        return call.Graph.Add("Mul", call.Graph.Add("Sign", x), call.Graph.Add("Relu", call.Graph.Add("Ceil", above)));
    }

    /// <summary>The function.</summary>
    public readonly struct Of : IBinaryFunction
    {
        /// <inheritdoc/>
        public double Define(double left, double right) => Math.Sign(left) * Math.Max(0, Math.Ceiling(Math.Abs(left) - right));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V left, V right) where V : unmanaged, ILanes<V>
        {
            V zero = V.Broadcast(0f), above = LaneMath.Abs(left) - right, nearest = V.Round(above);
            V size = V.Maximum(zero, V.Select(V.GreaterThan(above, nearest), nearest + V.Broadcast(1f), nearest));
            return V.Select(V.GreaterThan(zero, left), zero - size, size);
        }
    }
}
