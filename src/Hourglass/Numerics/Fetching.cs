using System.Runtime.CompilerServices;

namespace Hourglass.Numerics;

/// <summary>
/// Asks the second level of cache for what is needed soon, while the processor computes something else: a hint, without which results are the
/// same. Made for matrices in panels, where some rows of a panel are one run of memory.
/// </summary>
/// <param name="matrices">The matrices.</param>
/// <param name="column">A column of the panel that is needed.</param>
/// <param name="firstRow">Row from which rows are counted.</param>
internal readonly ref struct Fetching(ReadOnlySpan<View> matrices, int column, int firstRow = 0)
{
    private readonly ReadOnlySpan<View> _matrices = matrices;

    /// <summary>The same, with rows counted from another one.</summary>
    public Fetching From(int row) => new(_matrices, column, row);

    /// <summary>Asks for some rows of the panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int row, int rows)
    {
        if (!_matrices.IsEmpty) Lines(firstRow + row, rows);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void Lines(int row, int rows)
    {
        foreach (View matrix in _matrices) Cache.FetchForLater(matrix.At(row, column), rows * matrix.RowStride);
    }
}
