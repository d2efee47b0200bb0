using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// C = start + A B, the one kernel under every matrix product. Nothing is packed: A is read in place by two strides (so a transposed
/// left operand is the same code), B by rows at any pitch. Each element of C is one chain of fused multiply-adds over the depth,
/// in order, so the result is the same bit for bit in every register width, tile shape and split over threads.
/// Source of the register-blocked form: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008).
/// </summary>
internal static unsafe class MatrixProduct<V> where V : unmanaged, ILanes<V>
{
    private const int PanelWidth = View.WeightPanel, MostRows = 8;

    /// <summary>Left operand by strides: element (row, k) is at <c>Data[row * RowStride + k * DepthStride]</c>.</summary>
    public readonly struct Left(float* data, nint rowStride, nint depthStride)
    {
        public readonly float* Data = data;
        public readonly nint RowStride = rowStride, DepthStride = depthStride;
    }

    /// <summary>Computes all rows of C.</summary>
    /// <param name="a">Left operand [rows of c, depth].</param>
    /// <param name="depth">Columns of a, rows of b.</param>
    /// <param name="b">Right operand [depth, columns of c]; memory readable up to a multiple of 32 columns.</param>
    /// <param name="c">Result. Its padding beyond the last column, up to the panel's end, becomes zero when it has panels.</param>
    /// <param name="start">What each row starts from: [columns of c], readable up to a multiple of 32; null for zero.</param>
    /// <param name="soon">Matrices like c, of which the elements beside those of c are needed soon after.</param>
    public static void Run(Left a, int depth, View b, View c, float* start, ReadOnlySpan<View> soon = default)
    {
        float* zeros = stackalloc float[PanelWidth];
        new Span<float>(zeros, PanelWidth).Clear();
        bool hasPanels = c.PanelWidth == PanelWidth;
        for (int column = FewRowsProduct<V>.Run(a, depth, b, c, start); column < c.Columns; column += PanelWidth)
        {
            int width = Math.Min(PanelWidth, c.Columns - column);
            float* rowStart = start is null ? zeros : start + column;
            for (int offset = 0; offset < width;)
            {
                bool single = width - offset <= V.Width;
                int tile = single ? V.Width : 2 * V.Width;

                // Whole registers are stored where a row has room for them; what follows the last column is nobody's.
                bool fits = width - offset >= tile || hasPanels || c.RowStride - column - offset >= tile;
                var part = new Part(b.At(0, column) + offset, b.RowStride, c.At(0, column) + offset, c.RowStride, rowStart + offset, fits ? tile : width - offset);
                var fetching = new Fetching(soon, column + offset);
                if (single) Rows<SingleRow<V>>(a, depth, part, c.Rows, fetching);
                else Rows<PairRow<V>>(a, depth, part, c.Rows, fetching);
                offset += tile;
            }

            if (hasPanels && width < PanelWidth) ClearPadding(c, column, width);
        }
    }

    private static void ClearPadding(View c, int column, int width)
    {
        for (int row = 0; row < c.Rows; row++) new Span<float>(c.At(row, column) + width, PanelWidth - width).Clear();
    }

    // One strip of columns, as wide as a tile: its rows in tiles of nearly equal height (14 rows are 7 + 7, not 8 + 6), the lower ones first.
    private static void Rows<R>(Left a, int depth, Part part, int rows, in Fetching soon) where R : unmanaged, ITileRow<R>
    {
        int tiles = (rows + V.TileRows - 1) / V.TileRows, height = rows / tiles, higher = rows % tiles, lower = tiles - higher;
        Tiles<R>(height, lower, 0, a, depth, part, soon);
        if (higher > 0) Tiles<R>(height + 1, higher, lower * height, a, depth, part, soon);
    }

    private static void Tiles<R>(int height, int count, int row, Left a, int depth, Part part, in Fetching soon) where R : unmanaged, ITileRow<R>
    {
        if (part.Width < R.Width)
        {
            for (int tile = 0; tile < count; tile++, row += height) PartialTile<R>(height, row, a, depth, part);
            return;
        }

        Tiles<R>(height, count, depth, a.Data + (row * a.RowStride), a.RowStride, a.DepthStride, part.B, part.BStride, part.C + (row * part.CStride), part.CStride, part.Start, soon.From(row));
    }

    // The last columns of rows that lie one after the other without room between them: the tile goes to a small block on the stack, from which
    // only the valid columns are copied.
    private static void PartialTile<R>(int height, int row, Left a, int depth, Part part) where R : unmanaged, ITileRow<R>
    {
        float* block = stackalloc float[MostRows * PanelWidth];
        Tiles<R>(height, 1, depth, a.Data + (row * a.RowStride), a.RowStride, a.DepthStride, part.B, part.BStride, block, PanelWidth, part.Start, default);
        for (int r = 0; r < height; r++)
            new ReadOnlySpan<float>(block + (r * PanelWidth), part.Width).CopyTo(new Span<float>(part.C + ((row + r) * part.CStride), part.Width));
    }

    private static void Tiles<R>(
        int height, int count, int depth, float* a, nint aStride, nint aStep, float* b, nint bStride, float* c, nint cStride, float* start, in Fetching soon)
        where R : unmanaged, ITileRow<R>
    {
        switch (height)
        {
            case 1: Tiles<R, Height1>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 2: Tiles<R, Height2>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 3: Tiles<R, Height3>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 4: Tiles<R, Height4>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 5: Tiles<R, Height5>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 6: Tiles<R, Height6>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            case 7: Tiles<R, Height7>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
            default: Tiles<R, Height8>(count, depth, a, aStride, aStep, b, bStride, c, cStride, start, soon); break;
        }
    }

    // Lanes are neighbouring columns of C. The accumulators are plain locals: arrays and nested structs would spill to the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<R, H>(int count, int depth, float* a, nint s, nint step, float* b, nint bStride, float* c, nint cStride, float* start, in Fetching soon)
        where R : unmanaged, ITileRow<R>
        where H : ITileHeight
    {
        for (int tile = 0; tile < count; tile++, a += H.Rows * s)
        {
            soon.Fetch(tile * H.Rows, H.Rows);
            R r0 = R.Load(start), r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0, r6 = r0, r7 = r0;
            float* p = a, row = b;
            for (int k = 0; k < depth; k++, p += step, row += bStride)
            {
                R operand = R.Load(row);
                float* p4 = p + (4 * s);
                r0.MultiplyAdd(p[0], operand);
                if (H.Rows > 1) r1.MultiplyAdd(p[s], operand);
                if (H.Rows > 2) r2.MultiplyAdd(p[2 * s], operand);
                if (H.Rows > 3) r3.MultiplyAdd(p[3 * s], operand);
                if (H.Rows > 4) r4.MultiplyAdd(p4[0], operand);
                if (H.Rows > 5) r5.MultiplyAdd(p4[s], operand);
                if (H.Rows > 6) r6.MultiplyAdd(p4[2 * s], operand);
                if (H.Rows > 7) r7.MultiplyAdd(p4[3 * s], operand);
            }

            r0.Store(c);
            if (H.Rows > 1) r1.Store(c += cStride);
            if (H.Rows > 2) r2.Store(c += cStride);
            if (H.Rows > 3) r3.Store(c += cStride);
            if (H.Rows > 4) r4.Store(c += cStride);
            if (H.Rows > 5) r5.Store(c += cStride);
            if (H.Rows > 6) r6.Store(c += cStride);
            if (H.Rows > 7) r7.Store(c += cStride);
            c += cStride;
        }
    }

    // A strip of columns of the product.
    private readonly struct Part(float* b, nint bStride, float* c, nint cStride, float* start, int width)
    {
        public readonly float* B = b, C = c, Start = start;
        public readonly nint BStride = bStride, CStride = cStride;
        public readonly int Width = width;
    }
}
