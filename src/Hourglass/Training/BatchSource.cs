using Hourglass.Data;
using Hourglass.Graphs.Execution;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>
/// The rows of a data set as batches, in a given order: each block of rows is converted and scaled by the thread that is about to use it,
/// while it is in cache. The data keeps its stored type.
/// </summary>
/// <param name="data">The data.</param>
/// <param name="scaler">Applied to each row; null leaves the values as they are.</param>
/// <param name="order">Rows of the data in the order they are served; all of them in their own order when null.</param>
/// <param name="augmented">The same rows, changed as they are in training; null leaves them as they are.</param>
internal sealed class BatchSource(DataSet data, Scaler? scaler, int[]? order = null, AugmentedRows? augmented = null) : IRowSource
{
    /// <summary>Rows of the data in the order they are served, or null for their own.</summary>
    public int[]? Order { get; } = order;

    /// <summary>Place in the order at which the batch begins.</summary>
    public int Start { get; set; }

    // Rows in shuffled order lie anywhere in memory: the next ones are fetched while one is converted.
    private const int RowsAhead = 3;

    /// <inheritdoc/>
    public unsafe void Fill(int firstRow, View rows)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            var target = new Span<float>(rows.At(row, 0), rows.Columns);
            int place = Start + firstRow + row, number = Order is null ? place : Order[place];
            if (Order is not null && row + RowsAhead < rows.Rows) data.Prefetch(Order[place + RowsAhead]);
            if (augmented is not null) augmented.Copy(number, target);
            else if (scaler is null) data.CopyRow(number, target);
            else scaler.CopyScaled(data, number, target);
        }
    }
}

/// <summary>Rows that lie one after the other in memory.</summary>
/// <param name="values">The first value; the memory outlives the source.</param>
/// <param name="scaler">Applied to each row; null leaves the values as they are.</param>
internal sealed unsafe class MemorySource(float* values, Scaler? scaler) : IRowSource
{
    /// <inheritdoc/>
    public void Fill(int firstRow, View rows)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            var target = new Span<float>(rows.At(row, 0), rows.Columns);
            new ReadOnlySpan<float>(values + ((long)(firstRow + row) * rows.Columns), rows.Columns).CopyTo(target);
            scaler?.Apply(target);
        }
    }

    /// <inheritdoc/>
    public View? InPlace(int firstRow, View rows) => scaler is null or { IsIdentity: true } ? rows with { Data = values + ((long)firstRow * rows.Columns) } : null;
}
