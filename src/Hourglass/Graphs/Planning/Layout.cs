using Hourglass.Numerics;

namespace Hourglass.Graphs.Planning;

/// <summary>Where the elements of a value lie in memory, chosen from its shape alone.</summary>
public static class Layout
{
    /// <summary>Floats after the end of every buffer that kernels may read (never use): a full panel of the matrix product.</summary>
    public const int Slack = View.WeightPanel;

    /// <summary>The view of a value at an address.</summary>
    /// <param name="shape">The value's shape.</param>
    /// <param name="rows">Its rows: fixed, or the capacity of the batch, or the rows of a block.</param>
    /// <param name="data">Address of element (0, 0).</param>
    public static unsafe View At(Shape shape, int rows, float* data)
    {
        int columns = shape.Columns;
        return HasPanels(shape)
            ? new View(data, rows, columns, View.WeightPanel, View.WeightPanel, (nint)rows * View.WeightPanel)
            : new View(data, rows, columns, shape.Dimensions.Length > 1 ? columns : Pitch(columns), columns, 0);
    }

    /// <summary>Floats a value takes, slack included, a multiple of 16 so that every buffer starts on a cache line.</summary>
    public static unsafe long Size(Shape shape, int rows)
    {
        View view = At(shape, rows, null);
        long size = HasPanels(shape) ? view.Panels * view.PanelStride : rows * view.RowStride;
        return (size + Slack + 15) & ~15L;
    }

    // Fixed matrices are operands of the matrix product, which reads them panel by panel.
    private static bool HasPanels(Shape shape) => !shape.IsBatch && shape.Columns > 1;

    // Rows of one dimension start on cache lines (those of more lie one after the other, so that View.Split can see positions as rows); a multiple of 1 KB would map many rows to the same few sets of the cache.
    private static int Pitch(int columns)
    {
        if (columns == 1) return 1;
        int pitch = (columns + 15) & ~15;
        return pitch % 256 == 0 ? pitch + 16 : pitch;
    }
}
