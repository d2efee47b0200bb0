using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>A function of one number.</summary>
public interface IUnaryFunction
{
    /// <summary>The definition.</summary>
    double Define(double x);

    /// <summary>The same over lanes.</summary>
    V Apply<V>(V x) where V : unmanaged, ILanes<V>;
}

/// <summary>An elementwise operation of one operand.</summary>
public abstract record UnaryOperation<F> : ElementwiseOperation<UnaryOperation<F>.OneOperand> where F : struct, IUnaryFunction
{
    /// <summary>The function with its settings.</summary>
    protected abstract F Unary { get; }

    /// <inheritdoc/>
    protected sealed override OneOperand Function => new(Unary);

    /// <inheritdoc/>
    public sealed override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one operand");
        return inputs[0];
    }

    /// <summary>A function of one number as a function of four.</summary>
    public readonly struct OneOperand(F function) : IElementwiseFunction
    {
        /// <inheritdoc/>
        public static int Operands => 1;

        /// <inheritdoc/>
        public double Define(double a, double b, double c, double d) => function.Define(a);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V a, V b, V c, V d) where V : unmanaged, ILanes<V> => function.Apply(a);
    }
}
