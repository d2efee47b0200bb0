using Hourglass.Data;
using Hourglass.Training;

namespace Hourglass.Cli.Options;

/// <summary>Rows to be written, a block after the other, so that not all of them need be in memory.</summary>
/// <param name="Count">How many rows there are in all.</param>
/// <param name="Blocks">[rows of the block, width] each.</param>
/// <param name="Shape">Shape of a row.</param>
/// <param name="Columns">Column names, or null.</param>
internal sealed record OutputRows(int Count, IEnumerable<float[,]> Blocks, IReadOnlyList<int> Shape, IReadOnlyList<string>? Columns)
{
    private const int RowsOfBlock = 1024;

    /// <summary>The rows as lines of text, for jobs whose rows are text; null for numbers.</summary>
    public Func<float[,], IReadOnlyList<string>?> AsText { get; init; } = _ => null;

    /// <summary>What the columns hold, where rows are those of a table with more than numbers; null otherwise.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>What a row was read from, or null.</summary>
    public Func<int, string?> NameOf { get; init; } = _ => null;

    /// <summary>The largest number in rows that are pictures.</summary>
    public float White { get; init; } = byte.MaxValue;

    /// <summary>Rows that are there already.</summary>
    public static OutputRows Of(float[,] rows, IReadOnlyList<int> shape, IReadOnlyList<string>? columns) => new(rows.GetLength(0), [rows], shape, columns);

    /// <summary>Rows of the kind a model was trained on.</summary>
    /// <param name="job">The model.</param>
    /// <param name="from">What each is made from.</param>
    /// <param name="make">Makes rows of them.</param>
    public static OutputRows Of(JobModel job, DataSet from, Func<DataSet, float[,]> make)
    {
        IEnumerable<float[,]> blocks = Enumerable.Range(0, from.Rows).Chunk(RowsOfBlock).Select(rows => make(from.Rows <= RowsOfBlock ? from : from.Select(rows)));
        return Of(job, from.Rows, blocks) with { NameOf = from.NameOf };
    }

    /// <summary>Rows of the kind a model was trained on.</summary>
    /// <param name="job">The model.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="blocks">[rows of the block, width] each, as the model gives them.</param>
    public static OutputRows Of(JobModel job, int count, IEnumerable<float[,]> blocks)
    {
        Recipe recipe = job.Autoencoder.Recipe;
        var rows = recipe.Table is { } table
            ? new OutputRows(count, blocks.Select(job.Autoencoder.Restore), [table.Columns.Length], table.ColumnNames) { Schema = table.Schema }
            : new OutputRows(count, blocks, [.. recipe.RowShape], recipe.Columns);
        return rows with { AsText = job.AsText, White = job.Autoencoder.White };
    }
}
