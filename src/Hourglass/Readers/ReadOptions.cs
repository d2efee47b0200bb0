using Hourglass.Data;

namespace Hourglass.Readers;

/// <summary>What to take from a file.</summary>
public sealed record ReadOptions
{
    /// <summary>Everything, no labels.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>The part of a file with several: the name of an npz array. Default: none, the reader decides or asks.</summary>
    public string? Part { get; init; }

    /// <summary>
    /// Where the labels are: a column by name or number from 1 (CSV), an array (npz), or a file of one column. Default: none.
    /// A label is never an input.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>Whether values may be missing; they are read as NaN then, and refused otherwise (default).</summary>
    public bool AllowsMissing { get; init; }

    /// <summary>Columns to leave out, by name or number from 1. Default: none.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// How the columns of a table are read: as numbers all of them (null, default), or as what they hold, which is found out and told by the schema of the data.
    /// </summary>
    public TableReading? Table { get; init; }

    /// <summary>What the pictures of picture files and folders are brought to; as they are by default. For arrays there is <see cref="PictureForm.Apply(DataSet)"/>.</summary>
    public PictureForm Pictures { get; init; } = PictureForm.AsTheyAre;

    /// <summary>
    /// Where a temporary file may be, for data that is larger than what is kept in memory (256 MiB); "" (default): where downloads are kept
    /// when a data source reads, otherwise the system's folder for such files.
    /// </summary>
    public string TemporaryFolder { get; init; } = "";

    /// <summary>Bytes of a table that are kept in memory.</summary>
    internal long MostInMemory { get; init; } = RowStore.MostInMemory;

    /// <summary>Told of each column of a table that is found to be no input, and why: keys, and columns without a cell. Nobody when null (default).</summary>
    public Action<TableColumn, string>? LeavesOutColumn { get; init; }

    /// <summary>Told how a text table turned out to be written: its delimiter, decimal mark, header, order of dates, and an encoding that nothing but its letters tells. Nobody when null (default).</summary>
    public Action<TableDialect>? FindsDialect { get; init; }

    /// <summary>Told of each file of a folder that is left out, by name, and why; nobody when null (default).</summary>
    public Action<string, string>? LeavesOut { get; init; }
}
