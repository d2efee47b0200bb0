using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// The product of <see cref="MatrixProduct{V}"/> for a result of so few columns that most lanes of a tile would stay empty: lanes are neighbouring
/// elements of the depth here, and are added up at the end. The sums depend on the register width in their last bits.
/// </summary>
internal static unsafe class NarrowProduct<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Columns of the result up to which it is faster than tiles.</summary>
    public const int MostColumns = 4;

    /// <summary>Computes all lines of the result.</summary>
    /// <param name="a">Left operand; neighbours in its depth lie beside each other.</param>
    /// <param name="depth">The depth, stretch by stretch; right offsets are rows of the right operand.</param>
    /// <param name="columns">The right operand, column after column.</param>
    /// <param name="rows">Rows of the right operand.</param>
    /// <param name="c">Result.</param>
    /// <param name="start">What each row starts from; null for zero.</param>
    public static void Run(MatrixProduct<V>.Left a, ReadOnlySpan<Stretch> depth, float* columns, int rows, MatrixProduct<V>.Result c, float* start)
    {
        for (int line = 0; line < c.Lines; line++)
        {
            float* from = a.Data + (line * a.LineStride), to = c.First.Data + (line * c.LineStride);
            for (int column = 0; column < c.First.Columns; column++)
                Column(from, a.RowStride, depth, columns + ((nint)column * rows), start is null ? 0 : start[column], to + column, c.First.RowStride, c.First.Rows);
        }
    }

    // Four rows at once read a column once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column(float* a, nint aStride, ReadOnlySpan<Stretch> depth, float* column, float start, float* c, nint cStride, int rows)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4, a += 4 * aStride, c += 4 * cStride)
        {
            V s0 = V.Broadcast(0f), s1 = s0, s2 = s0, s3 = s0;
            float r0 = start, r1 = start, r2 = start, r3 = start;
            foreach (ref readonly Stretch stretch in depth)
            {
                float* from = a + stretch.Left, factors = column + stretch.Right;
                int k = 0;
                for (; k + V.Width <= stretch.Length; k += V.Width, from += V.Width)
                {
                    V factor = V.Load(factors + k);
                    s0 = V.MultiplyAdd(V.Load(from), factor, s0);
                    s1 = V.MultiplyAdd(V.Load(from + aStride), factor, s1);
                    s2 = V.MultiplyAdd(V.Load(from + (2 * aStride)), factor, s2);
                    s3 = V.MultiplyAdd(V.Load(from + (3 * aStride)), factor, s3);
                }

                for (; k < stretch.Length; k++, from++)
                {
                    r0 += from[0] * factors[k];
                    r1 += from[aStride] * factors[k];
                    r2 += from[2 * aStride] * factors[k];
                    r3 += from[3 * aStride] * factors[k];
                }
            }

            c[0] = r0 + V.Sum(s0);
            c[cStride] = r1 + V.Sum(s1);
            c[2 * cStride] = r2 + V.Sum(s2);
            c[3 * cStride] = r3 + V.Sum(s3);
        }

        for (; row < rows; row++, a += aStride, c += cStride)
        {
            V sum = V.Broadcast(0f);
            float rest = start;
            foreach (ref readonly Stretch stretch in depth)
            {
                int k = 0;
                for (; k + V.Width <= stretch.Length; k += V.Width) sum = V.MultiplyAdd(V.Load(a + stretch.Left + k), V.Load(column + stretch.Right + k), sum);
                for (; k < stretch.Length; k++) rest += a[stretch.Left + k] * column[stretch.Right + k];
            }

            *c = rest + V.Sum(sum);
        }
    }
}
