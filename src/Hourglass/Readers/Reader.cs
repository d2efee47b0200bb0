using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// Reads one file format into a <see cref="DataSet"/>. To add a format, derive from this class and put the reader in the list that
/// <see cref="DataFile"/> is given. A reader never scales and never guesses values.
/// </summary>
public abstract class Reader
{
    /// <summary>What messages call the format: "npy", "CSV".</summary>
    public abstract string Name { get; }

    /// <summary>Whether a file is of this format, told by its first bytes; the file name only breaks ties.</summary>
    /// <param name="head">The first bytes of the file, unpacked, at most <see cref="DataFile.HeadLength"/> of them.</param>
    /// <param name="fileName">The name of the file, without <c>.gz</c>.</param>
    public abstract bool Recognises(ReadOnlySpan<byte> head, string fileName);

    /// <summary>Whether a row can be a picture, with a height and a width; true by default, false for tables, whose rows are single cells.</summary>
    public virtual bool HoldsPictures => true;

    /// <summary>Whether a file can only be read where any place of it can be reached; it is taken into memory first where it is packed. False by default.</summary>
    public virtual bool ReadsFromItsEnd => false;

    /// <summary>What names of files end in that are parts of one table when they lie in a folder: ".parquet"; null (default) for formats without.</summary>
    public virtual string? FolderEnding => null;

    /// <summary>Reads the files of a folder as one data set, for formats that have a <see cref="FolderEnding"/>.</summary>
    /// <param name="folder">The folder, for messages.</param>
    /// <param name="files">Their paths, in order.</param>
    /// <param name="options">As for <see cref="Read"/>.</param>
    /// <exception cref="InputException">A file is damaged, or they do not fit together.</exception>
    public virtual DataSet ReadFolder(string folder, IReadOnlyList<string> files, ReadOptions options) => throw new NotSupportedException();

    /// <summary>Reads the data set.</summary>
    /// <param name="stream">
    /// The file from its first byte. Seekable for a plain file, so that its length can be checked against what its header promises;
    /// not seekable when it is being unpacked: then memory is to grow as bytes arrive.
    /// </param>
    /// <param name="name">The name of the data for messages.</param>
    /// <param name="options">Which part to read, and which column is a label.</param>
    /// <exception cref="InputException">The file is damaged or holds something else than equally long rows of finite numbers.</exception>
    public abstract DataSet Read(Stream stream, string name, ReadOptions options);

    /// <summary>Reads one column as texts, for formats that have columns of text; refused by others.</summary>
    /// <param name="stream">As for <see cref="Read"/>.</param>
    /// <param name="name">The name of the data for messages.</param>
    /// <param name="column">The column, by name or number from 1.</param>
    /// <exception cref="InputException">The format has no columns of text, the column is not there, or the file is damaged.</exception>
    public virtual IReadOnlyList<string> ReadColumn(Stream stream, string name, string column) =>
        throw new InputException("The file has no columns of text.", $"{name}#{column}", Name, "a table (CSV) with a column of text");
}
