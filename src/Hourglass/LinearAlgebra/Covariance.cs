using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hourglass.LinearAlgebra;

/// <summary>
/// Mean and covariance of the columns of a data set, in double, in one pass over its rows. Rows come in fixed blocks, and within a block each
/// part of the matrix belongs to one thread: the result does not depend on the number of threads.
/// </summary>
public sealed class Covariance
{
    // The matrix is summed in tiles of 4 x 12, which fill the registers of a machine with 16 vectors of 4 doubles; a block's rows are laid out
    // in panels [row, 12], so that a tile reads both of its factors in memory order.
    private const int TileRows = 4, PanelWidth = 12, BlockRows = 256;

    private Covariance(double[] mean, double[] matrix, int rows)
    {
        Mean = mean;
        Matrix = matrix;
        Rows = rows;
    }

    /// <summary>Mean of each column, <c>[width]</c>.</summary>
    public double[] Mean { get; }

    /// <summary>Covariance of each pair of columns, <c>[width, width]</c>; the sum of products divided by rows - 1.</summary>
    public double[] Matrix { get; }

    /// <summary>Rows it was taken over.</summary>
    public int Rows { get; }

    /// <summary>Passes once over the rows.</summary>
    /// <param name="rows">Number of rows, from 2.</param>
    /// <param name="width">Columns of a row, from 1.</param>
    /// <param name="copyRow">Writes row number <c>[0, rows)</c> into a span <c>[width]</c>; called for one row after the other.</param>
    /// <param name="threads">Most threads to use; -1 for as many as the machine has.</param>
    /// <param name="cancellationToken">Asked once per 256 rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rows or no columns.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Covariance Of(
        int rows, int width, Action<int, Span<float>> copyRow, int threads = -1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        int panels = (width + PanelWidth - 1) / PanelWidth, padded = panels * PanelWidth;
        double[] products = new double[padded * padded];
        double[] sums = new double[padded];
        double[] block = new double[BlockRows * padded];

        // Taken off before multiplying: columns far from zero would otherwise lose their variance in the rounding of their mean.
        double[] origin = MeanOfFirst(Math.Min(rows, BlockRows), width, copyRow);
        float[] row = new float[width];
        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first);
            for (int r = 0; r < count; r++)
            {
                copyRow(first + r, row);
                Place(row, origin, sums, block, r);
            }

            // Panel p meets the p + 1 panels up to itself; with its counterpart from the end every claim is of the same size.
            Parallel.For(0, (panels + 1) / 2, options, pair =>
            {
                AddPanel(pair, block, count, products, padded);
                if (panels - 1 - pair != pair) AddPanel(panels - 1 - pair, block, count, products, padded);
            });
        }

        return Finish(rows, width, padded, origin, sums, products);
    }

    private static double[] MeanOfFirst(int count, int width, Action<int, Span<float>> copyRow)
    {
        double[] mean = new double[width];
        float[] row = new float[width];
        for (int r = 0; r < count; r++)
        {
            copyRow(r, row);
            for (int column = 0; column < width; column++) mean[column] += row[column];
        }

        for (int column = 0; column < width; column++) mean[column] /= count;
        return mean;
    }

    private static void Place(float[] row, double[] origin, double[] sums, double[] block, int r)
    {
        for (int start = 0; start < row.Length; start += PanelWidth)
        {
            Span<double> place = block.AsSpan((start * BlockRows) + (r * PanelWidth), PanelWidth);
            int width = Math.Min(PanelWidth, row.Length - start);
            for (int i = 0; i < width; i++)
            {
                double value = row[start + i] - origin[start + i];
                place[i] = value;
                sums[start + i] += value;
            }
        }
    }

    /// <summary>Adds, for all columns of one panel, the products with the columns of this and all earlier panels.</summary>
    private static void AddPanel(int panel, double[] block, int count, double[] products, int padded)
    {
        ReadOnlySpan<double> right = block.AsSpan(panel * PanelWidth * BlockRows, count * PanelWidth);
        for (int column = 0; column < (panel + 1) * PanelWidth; column += TileRows)
        {
            int within = column % PanelWidth;
            ReadOnlySpan<double> left = block.AsSpan(((column - within) * BlockRows) + within, (count * PanelWidth) - within);
            AddTile(left, right, products.AsSpan((column * padded) + (panel * PanelWidth)), padded);
        }
    }

    /// <summary>products[i, j] += sum over rows of left[row, i] right[row, j], for 4 x 12 of them.</summary>
    private static void AddTile(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> products, int stride)
    {
        Vector256<double> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector256<double> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        ref double l = ref MemoryMarshal.GetReference(left);
        ref double r = ref MemoryMarshal.GetReference(right);
        for (nuint at = 0; at < (nuint)right.Length; at += PanelWidth)
        {
            Vector256<double> r0 = Vector256.LoadUnsafe(ref r, at);
            Vector256<double> r1 = Vector256.LoadUnsafe(ref r, at + 4);
            Vector256<double> r2 = Vector256.LoadUnsafe(ref r, at + 8);
            Vector256<double> factor = Vector256.Create(Unsafe.Add(ref l, at));
            s00 = Vector256.MultiplyAddEstimate(factor, r0, s00);
            s01 = Vector256.MultiplyAddEstimate(factor, r1, s01);
            s02 = Vector256.MultiplyAddEstimate(factor, r2, s02);
            factor = Vector256.Create(Unsafe.Add(ref l, at + 1));
            s10 = Vector256.MultiplyAddEstimate(factor, r0, s10);
            s11 = Vector256.MultiplyAddEstimate(factor, r1, s11);
            s12 = Vector256.MultiplyAddEstimate(factor, r2, s12);
            factor = Vector256.Create(Unsafe.Add(ref l, at + 2));
            s20 = Vector256.MultiplyAddEstimate(factor, r0, s20);
            s21 = Vector256.MultiplyAddEstimate(factor, r1, s21);
            s22 = Vector256.MultiplyAddEstimate(factor, r2, s22);
            factor = Vector256.Create(Unsafe.Add(ref l, at + 3));
            s30 = Vector256.MultiplyAddEstimate(factor, r0, s30);
            s31 = Vector256.MultiplyAddEstimate(factor, r1, s31);
            s32 = Vector256.MultiplyAddEstimate(factor, r2, s32);
        }

        AddRow(products, s00, s01, s02);
        AddRow(products[stride..], s10, s11, s12);
        AddRow(products[(2 * stride)..], s20, s21, s22);
        AddRow(products[(3 * stride)..], s30, s31, s32);
    }

    private static void AddRow(Span<double> products, Vector256<double> s0, Vector256<double> s1, Vector256<double> s2)
    {
        (Vector256.Create<double>(products) + s0).CopyTo(products);
        (Vector256.Create<double>(products[4..]) + s1).CopyTo(products[4..]);
        (Vector256.Create<double>(products[8..]) + s2).CopyTo(products[8..]);
    }

    private static Covariance Finish(int rows, int width, int padded, double[] origin, double[] sums, double[] products)
    {
        double[] mean = new double[width];
        double[] matrix = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            mean[i] = origin[i] + (sums[i] / rows);
            for (int j = i; j < width; j++)
                matrix[(i * width) + j] = matrix[(j * width) + i] = (products[(i * padded) + j] - (sums[i] * sums[j] / rows)) / (rows - 1);
        }

        return new Covariance(mean, matrix, rows);
    }
}
