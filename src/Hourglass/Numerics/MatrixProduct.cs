using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// C = start + A B, the one kernel under every matrix product and convolution. Nothing is packed: A is read in place by two strides (so a
/// transposed left operand is the same code), B by rows at any pitch. The depth may be cut into <see cref="Stretch"/>es that lie anywhere in both
/// operands, and the rows into lines of rows: so a convolution is the product of a picture with its kernel, read where they are.
/// Each element of C is one chain of fused multiply-adds over the depth, in order, so the result is the same bit for bit in every register width,
/// tile shape and split over threads.
/// Source of the register-blocked form: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008).
/// </summary>
internal static unsafe class MatrixProduct<V> where V : unmanaged, ILanes<V>
{
    private const int PanelWidth = View.WeightPanel, MostRows = 8;

    /// <summary>
    /// Left operand by strides: element (row, k) of a line is at <c>Data[line * LineStride + row * RowStride + k * DepthStride]</c>.
    /// </summary>
    public readonly struct Left(float* data, nint rowStride, nint depthStride)
    {
        public readonly float* Data = data;
        public readonly nint RowStride = rowStride, DepthStride = depthStride;

        /// <summary>Floats from a line of rows to the next one; only where there are several.</summary>
        public nint LineStride { get; init; }
    }

    /// <summary>Lines of rows of the result; each line is a matrix like the first one.</summary>
    /// <param name="first">The first line.</param>
    /// <param name="lines">Number of lines.</param>
    /// <param name="lineStride">Floats from one line to the next.</param>
    /// <param name="room">Columns of a row that may be written, its own and those that are nobody's.</param>
    public readonly struct Result(View first, int lines, nint lineStride, nint room)
    {
        public readonly View First = first;
        public readonly int Lines = lines;
        public readonly nint LineStride = lineStride, Room = room;
    }

    /// <summary>What the elements of the result start from: row r of each line from <c>Data[r * RowStride + column]</c>; zero where there is no data.</summary>
    public readonly struct Start(float* data, nint rowStride = 0)
    {
        public readonly float* Data = data;
        public readonly nint RowStride = rowStride;
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
        var whole = new Stretch(0, 0, depth);
        int done = FewRowsProduct<V>.Run(a, depth, b, c, start);
        Run(a, new ReadOnlySpan<Stretch>(in whole), b, 0, new Result(c, 1, 0, c.RowStride), new Start(start), soon, done);
    }

    /// <summary>Computes all lines of C.</summary>
    /// <param name="a">Left operand.</param>
    /// <param name="depth">The depth, stretch by stretch; offsets count from a row's first element and from the first row of b, in floats.</param>
    /// <param name="b">Right operand [depth, columns].</param>
    /// <param name="column">The column of b that belongs to the first column of c.</param>
    /// <param name="c">Result.</param>
    /// <param name="start">What it starts from.</param>
    /// <param name="soon">Matrices like c, of which the elements beside those of c are needed soon after.</param>
    /// <param name="done">First columns of c that are there already.</param>
    public static void Run(Left a, ReadOnlySpan<Stretch> depth, View b, int column, Result c, Start start, ReadOnlySpan<View> soon = default, int done = 0)
    {
        float* zeros = stackalloc float[PanelWidth];
        new Span<float>(zeros, PanelWidth).Clear();
        bool hasPanels = c.First.PanelWidth == PanelWidth;
        fixed (Stretch* stretches = depth)
        {
            while (done < c.First.Columns)
            {
                int panel = (column + done) % b.PanelWidth, left = c.First.Columns - done;
                int width = Math.Min(PanelWidth, Math.Min(left, b.PanelWidth - panel));
                bool single = width <= V.Width;
                int tile = single ? V.Width : 2 * V.Width;

                // Whole registers are stored where a row has room for them; what follows the last column is nobody's.
                bool fits = width >= tile || hasPanels || c.Room - done >= tile;
                var strip = new Strip
                {
                    A = a.Data,
                    AStride = a.RowStride,
                    AStep = a.DepthStride,
                    ALine = a.LineStride,
                    B = b.At(0, column + done),
                    BStride = b.RowStride,
                    C = c.First.At(0, done),
                    CStride = c.First.RowStride,
                    CLine = c.LineStride,
                    Start = start.Data is null ? zeros : start.Data + done,
                    StartStride = start.RowStride,
                    Depth = stretches,
                    DepthEnd = stretches + depth.Length,
                    Lines = c.Lines,
                    Width = fits ? tile : Math.Min(width, tile),
                };
                var fetching = new Fetching(soon, done);
                if (single) Rows<SingleRow<V>>(strip, c.First.Rows, fetching);
                else Rows<PairRow<V>>(strip, c.First.Rows, fetching);
                done += Math.Min(width, tile);
            }
        }

        int filled = c.First.Columns % PanelWidth;
        if (hasPanels && filled > 0) ClearPadding(c.First, c.First.Columns - filled, filled);
    }

    private static void ClearPadding(View c, int column, int width)
    {
        for (int row = 0; row < c.Rows; row++) new Span<float>(c.At(row, column) + width, PanelWidth - width).Clear();
    }

    // One strip of columns, as wide as a tile: its rows in tiles of nearly equal height (14 rows are 7 + 7, not 8 + 6), the lower ones first.
    private static void Rows<R>(in Strip strip, int rows, in Fetching soon) where R : unmanaged, ITileRow<R>
    {
        int tiles = (rows + V.TileRows - 1) / V.TileRows, height = rows / tiles, higher = rows % tiles, lower = tiles - higher;
        Tiles<R>(height, lower, strip, soon);
        if (higher > 0) Tiles<R>(height + 1, higher, strip.From(lower * height), soon.From(lower * height));
    }

    private static void Tiles<R>(int height, int count, in Strip strip, in Fetching soon) where R : unmanaged, ITileRow<R>
    {
        if (strip.Width < R.Width) PartialTiles<R>(height, count, strip);
        else WholeTiles<R>(height, count, strip, soon);
    }

    // The last columns of rows that lie one after the other without room between them: the tile goes to a small block on the stack, from which
    // only the valid columns are copied.
    private static void PartialTiles<R>(int height, int count, in Strip strip) where R : unmanaged, ITileRow<R>
    {
        float* block = stackalloc float[MostRows * PanelWidth];
        for (int line = 0; line < strip.Lines; line++)
        {
            for (int tile = 0; tile < count; tile++)
            {
                Strip one = strip.From(tile * height);
                one.A += line * strip.ALine;
                float* to = one.C + (line * strip.CLine);
                one.C = block;
                one.CStride = PanelWidth;
                one.Lines = 1;
                WholeTiles<R>(height, 1, one, default);
                for (int r = 0; r < height; r++)
                    new ReadOnlySpan<float>(block + (r * PanelWidth), strip.Width).CopyTo(new Span<float>(to + (r * strip.CStride), strip.Width));
            }
        }
    }

    private static void WholeTiles<R>(int height, int count, in Strip strip, in Fetching soon) where R : unmanaged, ITileRow<R>
    {
        switch (height)
        {
            case 1: Tiles<R, Height1>(count, strip, soon); break;
            case 2: Tiles<R, Height2>(count, strip, soon); break;
            case 3: Tiles<R, Height3>(count, strip, soon); break;
            case 4: Tiles<R, Height4>(count, strip, soon); break;
            case 5: Tiles<R, Height5>(count, strip, soon); break;
            case 6: Tiles<R, Height6>(count, strip, soon); break;
            case 7: Tiles<R, Height7>(count, strip, soon); break;
            default: Tiles<R, Height8>(count, strip, soon); break;
        }
    }

    // Lanes are neighbouring columns of C. The accumulators are plain locals: arrays and nested structs would spill to the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<R, H>(int count, in Strip strip, in Fetching soon)
        where R : unmanaged, ITileRow<R>
        where H : ITileHeight
    {
        nint s = strip.AStride, step = strip.AStep, bStride = strip.BStride, cStride = strip.CStride, startStride = strip.StartStride;
        Stretch* end = strip.DepthEnd;
        for (int line = 0; line < strip.Lines; line++)
        {
            float* a = strip.A + (line * strip.ALine), c = strip.C + (line * strip.CLine), start = strip.Start;
            for (int tile = 0; tile < count; tile++, a += H.Rows * s)
            {
                soon.Fetch(tile * H.Rows, H.Rows);
                R r0 = R.Load(start), r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0, r6 = r0, r7 = r0;
                if (startStride == 0) goto started;
                start += startStride;
                if (H.Rows > 1) r1 = R.Load(start);
                if (H.Rows > 2) r2 = R.Load(start += startStride);
                if (H.Rows > 3) r3 = R.Load(start += startStride);
                if (H.Rows > 4) r4 = R.Load(start += startStride);
                if (H.Rows > 5) r5 = R.Load(start += startStride);
                if (H.Rows > 6) r6 = R.Load(start += startStride);
                if (H.Rows > 7) r7 = R.Load(start += startStride);
                if (H.Rows > 1) start += startStride;
            started:
                for (Stretch* stretch = strip.Depth; stretch < end; stretch++)
                {
                    float* p = a + stretch->Left, row = strip.B + stretch->Right;
                    for (int k = stretch->Length; k > 0; k--, p += step, row += bStride)
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
    }

    // A strip of columns of the product.
    private struct Strip
    {
        public float* A, B, C, Start;
        public nint AStride, AStep, ALine, BStride, CStride, CLine, StartStride;
        public Stretch* Depth, DepthEnd;
        public int Lines, Width;

        public readonly Strip From(int row) => this with { A = A + (row * AStride), C = C + (row * CStride), Start = Start + (row * StartStride) };
    }
}
