using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// The product of one to four rows with a matrix, several strips of columns side by side. In a single strip so few rows would be fewer chains of
/// multiply-adds, each of which waits for itself, than a processor needs to be busy. Every element is the same chain as in
/// <see cref="MatrixProduct{V}"/>: the same bits.
/// </summary>
internal static unsafe class FewRowsProduct<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Computes the first columns, as many as fill whole strips and whole panels; none where there are more rows than registers for them.</summary>
    /// <param name="a">Left operand [rows of c, depth].</param>
    /// <param name="depth">Columns of a, rows of b.</param>
    /// <param name="b">Right operand [depth, columns of c].</param>
    /// <param name="c">Result.</param>
    /// <param name="start">What each row starts from: [columns of c]; null for zero.</param>
    /// <returns>Columns computed; the others are left as they are.</returns>
    public static int Run(MatrixProduct<V>.Left a, int depth, View b, View c, float* start) => c.Rows switch
    {
        1 => Strips<Height1>(a, depth, b, c, start),
        <= 4 when 2 * c.Rows > V.TileRows => 0,
        2 => Strips<Height2>(a, depth, b, c, start),
        3 => Strips<Height3>(a, depth, b, c, start),
        4 => Strips<Height4>(a, depth, b, c, start),
        _ => 0,
    };

    private static int Strips<H>(MatrixProduct<V>.Left a, int depth, View b, View c, float* start) where H : ITileHeight
    {
        float* zeros = stackalloc float[4 * PairRow<V>.Width];
        new Span<float>(zeros, 4 * PairRow<V>.Width).Clear();
        int step = (H.Rows == 1 ? 4 : 2) * PairRow<V>.Width, columns = c.Columns - (c.Columns % Math.Max(step, View.WeightPanel));
        for (int column = 0; column < columns; column += step) Tile<H>(a.Data, a.RowStride, a.DepthStride, depth, b, c, column, start is null ? zeros : start + column);
        return columns;
    }

    // One row in four strips, more in two.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<H>(float* a, nint s, nint aStep, int depth, View b, View c, int column, float* start) where H : ITileHeight
    {
        int strip = PairRow<V>.Width;
        float* row0 = b.At(0, column), row1 = b.At(0, column + strip), row2 = row0, row3 = row0;
        PairRow<V> a0 = PairRow<V>.Load(start), b0 = PairRow<V>.Load(start + strip), a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0, c0 = a0, d0 = a0;
        if (H.Rows == 1)
        {
            row2 = b.At(0, column + (2 * strip));
            row3 = b.At(0, column + (3 * strip));
            c0 = PairRow<V>.Load(start + (2 * strip));
            d0 = PairRow<V>.Load(start + (3 * strip));
        }

        nint bStride = b.RowStride;
        for (nint k = 0, row = 0; k < depth; k++, a += aStep, row += bStride)
        {
            PairRow<V> left = PairRow<V>.Load(row0 + row), right = PairRow<V>.Load(row1 + row);
            a0.MultiplyAdd(a[0], left);
            b0.MultiplyAdd(a[0], right);
            if (H.Rows > 1) a1.MultiplyAdd(a[s], left);
            if (H.Rows > 1) b1.MultiplyAdd(a[s], right);
            if (H.Rows > 2) a2.MultiplyAdd(a[2 * s], left);
            if (H.Rows > 2) b2.MultiplyAdd(a[2 * s], right);
            if (H.Rows > 3) a3.MultiplyAdd(a[3 * s], left);
            if (H.Rows > 3) b3.MultiplyAdd(a[3 * s], right);
            if (H.Rows == 1) c0.MultiplyAdd(a[0], PairRow<V>.Load(row2 + row));
            if (H.Rows == 1) d0.MultiplyAdd(a[0], PairRow<V>.Load(row3 + row));
        }

        float* left0 = c.At(0, column), right0 = c.At(0, column + strip);
        a0.Store(left0);
        b0.Store(right0);
        if (H.Rows > 1) a1.Store(left0 += c.RowStride);
        if (H.Rows > 1) b1.Store(right0 += c.RowStride);
        if (H.Rows > 2) a2.Store(left0 += c.RowStride);
        if (H.Rows > 2) b2.Store(right0 += c.RowStride);
        if (H.Rows > 3) a3.Store(left0 + c.RowStride);
        if (H.Rows > 3) b3.Store(right0 + c.RowStride);
        if (H.Rows == 1) c0.Store(c.At(0, column + (2 * strip)));
        if (H.Rows == 1) d0.Store(c.At(0, column + (3 * strip)));
    }
}
