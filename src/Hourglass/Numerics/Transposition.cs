using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Y = X^T, in squares of four by four numbers that are turned round in four registers; what is left over at the edges one by one.</summary>
internal static unsafe class Transposition
{
    private const int Side = 4;

    private static bool HasSquares => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Writes some rows of the transposed matrix.</summary>
    /// <param name="x">The matrix, [columns of y, ...].</param>
    /// <param name="firstColumn">The column of x that becomes the first row of y.</param>
    /// <param name="y">Where to write.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(View x, int firstColumn, View y)
    {
        for (int row = 0; row < y.Rows;)
        {
            int column = firstColumn + row;

            // Four neighbouring columns of x, unless its panel ends before.
            bool isSquare = HasSquares && row + Side <= y.Rows && (column % x.PanelWidth) + Side <= Math.Min(x.PanelWidth, x.Columns);
            int rows = isSquare ? Side : 1;
            float* from = x.At(0, column);
            for (int start = 0; start < y.Columns; start += y.PanelWidth)
            {
                int width = Math.Min(y.PanelWidth, y.Columns - start), lane = 0;
                float* to = y.At(row, start);
                if (isSquare)
                {
                    for (; lane + Side <= width; lane += Side) Square(from + ((start + lane) * x.RowStride), x.RowStride, to + lane, y.RowStride);
                }

                for (; lane < width; lane++)
                {
                    for (int r = 0; r < rows; r++) to[(r * y.RowStride) + lane] = from[((start + lane) * x.RowStride) + r];
                }
            }

            row += rows;
        }
    }

    // Pairs of rows are interleaved number by number, then pairs of those by twos.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + fromStride), c = Vector128.Load(from + (2 * fromStride)), d = Vector128.Load(from + (3 * fromStride));
        Vector128<float> ab = UnpackLow(a, b), ba = UnpackHigh(a, b), cd = UnpackLow(c, d), dc = UnpackHigh(c, d);
        Vector128.Store(TwosLow(ab, cd), to);
        Vector128.Store(TwosHigh(ab, cd), to + toStride);
        Vector128.Store(TwosLow(ba, dc), to + (2 * toStride));
        Vector128.Store(TwosHigh(ba, dc), to + (3 * toStride));
    }

    // a0 b0 a1 b1; a2 b2 a3 b3; the same for pairs: a0 a1 b0 b1; a2 a3 b2 b3. Each is one instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackLow(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackHigh(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> TwosLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> TwosHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle();
}
