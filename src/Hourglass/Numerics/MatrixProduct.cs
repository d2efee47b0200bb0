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
    private const int PanelWidth = View.WeightPanel;

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
    public static void Run(Left a, int depth, View b, View c, float* start)
    {
        float* zeros = stackalloc float[PanelWidth];
        new Span<float>(zeros, PanelWidth).Clear();
        for (int column = 0; column < c.Columns; column += PanelWidth)
        {
            int width = Math.Min(PanelWidth, c.Columns - column);
            float* rowStart = start is null ? zeros : start + column;
            for (int offset = 0; offset < width;)
            {
                bool single = width - offset <= V.Width;
                int tile = single ? V.Width : 2 * V.Width;
                var part = new Part(b.At(0, column) + offset, b.RowStride, c.At(0, column) + offset, c.RowStride, rowStart + offset,
                    Math.Min(tile, width - offset), c.PanelWidth == PanelWidth);
                if (single) Rows<SingleRow<V>>(a, depth, part, c.Rows);
                else Rows<PairRow<V>>(a, depth, part, c.Rows);
                offset += tile;
                if (offset >= width && c.PanelWidth == PanelWidth) ClearPadding(c, column, Math.Min(offset, PanelWidth));
            }
        }
    }

    // Beyond the last tile of the last panel.
    private static void ClearPadding(View c, int column, int from)
    {
        for (int row = 0; row < c.Rows && from < PanelWidth; row++) new Span<float>(c.At(row, column) + from, PanelWidth - from).Clear();
    }

    // One strip of columns, as wide as a tile: its rows in tiles of nearly equal height (14 rows are 7 + 7, not 8 + 6).
    private static void Rows<R>(Left a, int depth, Part part, int rows) where R : unmanaged, ITileRow<R>
    {
        int tiles = (rows + V.TileRows - 1) / V.TileRows;
        for (int tile = 0, row = 0; tile < tiles; tile++)
        {
            int height = (rows - row) / (tiles - tile);
            float* data = a.Data + (row * a.RowStride);
            if (part.Width == R.Width) Tile<R>(height, depth, data, a, part.B, part.BStride, part.C + (row * part.CStride), part.CStride, part.Start);
            else PartialTile<R>(height, depth, data, a, part, row);
            row += height;
        }
    }

    // The last columns: the tile goes to a small block on the stack, from which only the valid columns are copied.
    private static void PartialTile<R>(int height, int depth, float* data, Left a, Part part, int row) where R : unmanaged, ITileRow<R>
    {
        float* block = stackalloc float[8 * PanelWidth];
        Tile<R>(height, depth, data, a, part.B, part.BStride, block, PanelWidth, part.Start);
        for (int r = 0; r < height; r++)
        {
            float* destination = part.C + ((row + r) * part.CStride);
            new ReadOnlySpan<float>(block + (r * PanelWidth), part.Width).CopyTo(new Span<float>(destination, part.Width));
            if (part.ClearPadding) new Span<float>(destination + part.Width, R.Width - part.Width).Clear();
        }
    }

    private static void Tile<R>(int height, int depth, float* data, Left a, float* b, nint bStride, float* c, nint cStride, float* start)
        where R : unmanaged, ITileRow<R>
    {
        switch (height)
        {
            case 1: Tile<R, Height1>(depth, data, a, b, bStride, c, cStride, start); break;
            case 2: Tile<R, Height2>(depth, data, a, b, bStride, c, cStride, start); break;
            case 3: Tile<R, Height3>(depth, data, a, b, bStride, c, cStride, start); break;
            case 4: Tile<R, Height4>(depth, data, a, b, bStride, c, cStride, start); break;
            case 5: Tile<R, Height5>(depth, data, a, b, bStride, c, cStride, start); break;
            case 6: Tile<R, Height6>(depth, data, a, b, bStride, c, cStride, start); break;
            case 7: Tile<R, Height7>(depth, data, a, b, bStride, c, cStride, start); break;
            default: Tile<R, Height8>(depth, data, a, b, bStride, c, cStride, start); break;
        }
    }

    // Lanes are neighbouring columns of C. The accumulators are plain locals: arrays and nested structs would spill to the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R, H>(int depth, float* p, Left a, float* b, nint bStride, float* c, nint cStride, float* start)
        where R : unmanaged, ITileRow<R>
        where H : ITileHeight
    {
        nint s = a.RowStride, step = a.DepthStride;
        R r0 = R.Load(start), r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0, r6 = r0, r7 = r0;
        for (int k = 0; k < depth; k++, p += step, b += bStride)
        {
            R row = R.Load(b);
            float* q = p + (4 * s);
            r0.MultiplyAdd(p[0], row);
            if (H.Rows > 1) r1.MultiplyAdd(p[s], row);
            if (H.Rows > 2) r2.MultiplyAdd(p[2 * s], row);
            if (H.Rows > 3) r3.MultiplyAdd(p[3 * s], row);
            if (H.Rows > 4) r4.MultiplyAdd(q[0], row);
            if (H.Rows > 5) r5.MultiplyAdd(q[s], row);
            if (H.Rows > 6) r6.MultiplyAdd(q[2 * s], row);
            if (H.Rows > 7) r7.MultiplyAdd(q[3 * s], row);
        }

        r0.Store(c);
        if (H.Rows > 1) r1.Store(c += cStride);
        if (H.Rows > 2) r2.Store(c += cStride);
        if (H.Rows > 3) r3.Store(c += cStride);
        if (H.Rows > 4) r4.Store(c += cStride);
        if (H.Rows > 5) r5.Store(c += cStride);
        if (H.Rows > 6) r6.Store(c += cStride);
        if (H.Rows > 7) r7.Store(c + cStride);
    }

    // A strip of columns of the product.
    private readonly struct Part(float* b, nint bStride, float* c, nint cStride, float* start, int width, bool clearPadding)
    {
        public readonly float* B = b, C = c, Start = start;
        public readonly nint BStride = bStride, CStride = cStride;
        public readonly int Width = width;
        public readonly bool ClearPadding = clearPadding;
    }
}
