using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>Where an input's rows come from. Called by several threads at once, a block of rows each.</summary>
public interface IRowSource
{
    /// <summary>Writes the rows of one block of the batch.</summary>
    /// <param name="firstRow">Number of the block's first row in the batch.</param>
    /// <param name="rows">Where to write: row r of the view is row <paramref name="firstRow"/> + r of the batch.</param>
    void Fill(int firstRow, View rows);
}
