using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// A matrix of float32 numbers in memory, as kernels see it: rows of <see cref="Columns"/> numbers, cut into panels of
/// <see cref="PanelWidth"/> columns. Activations have one panel as wide as the row; weights have panels of 32 columns,
/// <c>[columns / 32][rows][32]</c>, so that the matrix product walks through memory without leaps.
/// Element (r, c) is at <c>Data[(c / PanelWidth) * PanelStride + r * RowStride + c % PanelWidth]</c>.
/// </summary>
public readonly unsafe struct View(float* data, int rows, int columns, nint rowStride, int panelWidth, nint panelStride)
{
    /// <summary>Columns in a panel of weights.</summary>
    public const int WeightPanel = 32;

    /// <summary>Address of element (0, 0).</summary>
    public float* Data { get; init; } = data;

    /// <summary>Number of rows.</summary>
    public int Rows { get; init; } = rows;

    /// <summary>Number of columns that carry values; memory may be padded beyond them.</summary>
    public int Columns { get; } = columns;

    /// <summary>Floats from one row to the next within a panel.</summary>
    public nint RowStride { get; } = rowStride;

    /// <summary>Columns in a panel.</summary>
    public int PanelWidth { get; } = panelWidth;

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelStride { get; } = panelStride;

    /// <summary>Number of panels.</summary>
    public int Panels => (Columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>, sharing memory.</summary>
    public View Block(int first, int count) => this with { Data = Data + (first * RowStride), Rows = count };

    /// <summary>
    /// The same numbers as rows of <paramref name="columns"/>: [rows, positions * columns] seen as [rows * positions, columns], sharing memory.
    /// Rows must lie one after the other without padding, as those of batches of more than one dimension do.
    /// </summary>
    public View Split(int columns) => columns == Columns ? this : new(Data, Rows * (Columns / columns), columns, columns, columns, 0);

    /// <summary>Address of element (row, column).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(int row, int column) =>
        column < PanelWidth
            ? Data + (row * RowStride) + column
            : Data + (column / PanelWidth * PanelStride) + (row * RowStride) + (column % PanelWidth);

    /// <summary>Copies the values out in logical row-major order.</summary>
    /// <param name="destination">Rows * Columns numbers.</param>
    public void CopyTo(Span<float> destination)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column += PanelWidth)
            {
                int width = Math.Min(PanelWidth, Columns - column);
                new ReadOnlySpan<float>(At(row, column), width).CopyTo(destination.Slice((row * Columns) + column, width));
            }
        }
    }

    /// <summary>Copies values in from logical row-major order.</summary>
    /// <param name="source">Rows * Columns numbers.</param>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column += PanelWidth)
            {
                int width = Math.Min(PanelWidth, Columns - column);
                source.Slice((row * Columns) + column, width).CopyTo(new Span<float>(At(row, column), width));
            }
        }
    }
}
