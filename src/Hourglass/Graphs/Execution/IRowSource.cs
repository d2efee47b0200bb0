using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>Where an input's rows come from. Called by several threads at once, a block of rows each.</summary>
public interface IRowSource
{
    /// <summary>Writes the rows of one block of the batch.</summary>
    /// <param name="firstRow">Number of the block's first row in the batch.</param>
    /// <param name="rows">Where to write: row r of the view is row <paramref name="firstRow"/> + r of the batch.</param>
    void Fill(int firstRow, View rows);

    /// <summary>Rows of one block of the batch where they are, if they lie one after the other in memory just as they would be written; then nothing is written.</summary>
    /// <param name="firstRow">Number of the block's first row in the batch.</param>
    /// <param name="rows">Where they would be written: rows without room between them.</param>
    /// <returns>The same rows at another address, readable until the run ends; null to have <see cref="Fill"/> called.</returns>
    View? InPlace(int firstRow, View rows) => null;
}
