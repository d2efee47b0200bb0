using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>A function of two numbers.</summary>
public interface IBinaryFunction
{
    /// <summary>The definition.</summary>
    double Define(double left, double right);

    /// <summary>The same over lanes.</summary>
    V Apply<V>(V left, V right) where V : unmanaged, ILanes<V>;
}

/// <summary>An elementwise operation of two operands, either of which may be spread.</summary>
public abstract record BinaryOperation<F> : ElementwiseOperation<BinaryOperation<F>.TwoOperands> where F : struct, IBinaryFunction
{
    /// <summary>The function with its settings.</summary>
    protected abstract F Binary { get; }

    /// <inheritdoc/>
    protected sealed override TwoOperands Function => new(Binary);

    /// <inheritdoc/>
    public sealed override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2, "two operands");
        return Spreading.Join(inputs);
    }

    /// <summary>A function of two numbers as a function of four.</summary>
    public readonly struct TwoOperands(F function) : IElementwiseFunction
    {
        /// <inheritdoc/>
        public static int Operands => 2;

        /// <inheritdoc/>
        public double Define(double a, double b, double c, double d) => function.Define(a, b);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V> => function.Apply(a, b);
    }
}
