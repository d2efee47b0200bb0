namespace Hourglass.Numerics;

/// <summary>
/// A register of float32 lanes. Kernels are written once against this contract and compiled by the JIT for each width the machine has:
/// <see cref="Lanes512"/> (AVX-512), <see cref="Lanes256"/> (AVX2), <see cref="Lanes128"/> (Arm AdvSimd, SSE) and
/// <see cref="ScalarLanes"/> (plain scalar code, one lane; also the remainder of every other width).
/// Comparisons yield a mask: a lane of all one bits or all zero bits.
/// </summary>
/// <typeparam name="V">The implementing type itself.</typeparam>
public unsafe interface ILanes<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Number of float32 lanes.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of a matrix-product tile, so that its accumulators (two registers a row) and operands fit in the register file.</summary>
    static abstract int TileRows { get; }

    /// <summary>Reads <see cref="Width"/> numbers; no alignment is needed.</summary>
    static abstract V Load(float* source);

    /// <summary>Writes <see cref="Width"/> numbers; no alignment is needed.</summary>
    static abstract void Store(float* destination, V value);

    /// <summary>The same number in every lane.</summary>
    static abstract V Broadcast(float value);

    /// <summary>Lane-wise sum.</summary>
    static abstract V operator +(V left, V right);

    /// <summary>Lane-wise difference.</summary>
    static abstract V operator -(V left, V right);

    /// <summary>Lane-wise product.</summary>
    static abstract V operator *(V left, V right);

    /// <summary>Lane-wise quotient.</summary>
    static abstract V operator /(V left, V right);

    /// <summary>a * b + c with one rounding, in every width, so that widths agree bit for bit.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The smaller of each pair; when one is NaN the second operand.</summary>
    static abstract V Minimum(V left, V right);

    /// <summary>The larger of each pair; when one is NaN the second operand.</summary>
    static abstract V Maximum(V left, V right);

    /// <summary>Lane-wise square root, correctly rounded.</summary>
    static abstract V SquareRoot(V value);

    /// <summary>Nearest integer, ties to even.</summary>
    static abstract V Round(V value);

    /// <summary>Mask of the lanes where left is greater; false for NaN.</summary>
    static abstract V GreaterThan(V left, V right);

    /// <summary>Bits of <paramref name="whenTrue"/> where the mask is set, of <paramref name="whenFalse"/> elsewhere.</summary>
    static abstract V Select(V mask, V whenTrue, V whenFalse);

    /// <summary>value * 2^exponent for integral exponents whose result stays a normal number.</summary>
    static abstract V ScaleByPowerOfTwo(V value, V exponent);

    /// <summary>Splits positive normal numbers: value = mantissa * 2^exponent with the mantissa in [1, 2).</summary>
    static abstract V Decompose(V value, out V exponent);

    /// <summary>Sum over lanes, in a fixed order for a given width.</summary>
    static abstract float Sum(V value);

    /// <summary>Largest lane.</summary>
    static abstract float Largest(V value);
}
