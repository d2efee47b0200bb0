using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>Opens data addresses: files of the formats it was given, standard input, and the named sets.</summary>
/// <param name="readers">The formats; the first that recognises a file reads it.</param>
/// <param name="folders">Where named sets are looked for; by default the folders of this machine.</param>
public sealed class DataSource(IReadOnlyList<Reader> readers, DataFolders? folders = null)
{
    /// <summary>Answers queries to databases; none are when null (default).</summary>
    public Func<DatabaseQuery, ReadOptions, CancellationToken, DataSet>? Databases { get; init; }

    /// <summary>Opens the same addresses as texts.</summary>
    public TextSource Texts { get; } = new(readers);

    /// <summary>Loads the data at an address; a folder is read as the pictures in it and below it, a row each.</summary>
    /// <param name="address">The address; a named set without a part is loaded as <c>:train</c>, a built-in one whole.</param>
    /// <param name="options">Labels and ignored columns; by default none.</param>
    /// <param name="progress">Told how far a download or the decoding of a folder is, or null.</param>
    /// <param name="cancellationToken">Ends a download, or the reading of a folder.</param>
    /// <exception cref="InputException">The data is missing, damaged, or does not have what the options name.</exception>
    /// <exception cref="WorkFailedException">Downloaded files could not be kept.</exception>
    public DataSet Load(
        DataAddress address, ReadOptions? options = null, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= ReadOptions.Default;
        if (options.TemporaryFolder.Length == 0) options = options with { TemporaryFolder = (folders ?? DataFolders.OfThisMachine()).Cache };
        // A label that is a file serves every format; a column or array of that name is reached by './' for the file or another folder.
        if (options.Label is { } label && File.Exists(label))
        {
            DataSet data = Load(address, options with { Label = null }, progress, cancellationToken);
            return data.WithLabels(LabelColumn.From(DataFile.Read(label, readers), data.Rows));
        }

        return address.Kind switch
        {
            DataAddressKind.NamedSet => LoadNamed(address, options, progress, cancellationToken),
            DataAddressKind.StandardInput => LoadStandardInput(options),
            DataAddressKind.Query => (Databases ?? throw new InputException("Databases cannot be read here.", address.ToString(), remedy: "give a file"))(address.Query!, options, cancellationToken),
            _ when Directory.Exists(address.Location) => LoadFolder(address.Location, options with { Part = address.Part ?? options.Part }, progress, cancellationToken),
            _ => DataFile.Read(address.Location, readers, options with { Part = address.Part ?? options.Part }),
        };
    }

    /// <summary>The pictures of a folder, not decoded yet.</summary>
    internal FolderDecoding Open(string folder, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken) => new(folder, readers, progress, cancellationToken);

    /// <summary>Makes sure that a file is of a format that holds pictures: read as a table, it would be refused for what its rows lack.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is not, or it is missing.</exception>
    internal void RequirePicture(string path)
    {
        byte[] head = DataFile.Head(path);
        if (!readers.Any(reader => reader.HoldsPictures && reader.Recognises(head, path)))
        {
            throw new InputException(
                "This is no picture.", path, FirstBytes.Of(head), "PNG, JPEG, WebP, GIF or BMP, or an array [pictures, height, width]", "save it in one of these formats, or name another file");
        }
    }

    // Files that are parts of one table, where there are such; otherwise pictures.
    private DataSet LoadFolder(string folder, ReadOptions options, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
    {
        string[] files = FolderFiles.Of(folder);
        foreach (Reader reader in readers.Where(reader => reader.FolderEnding is not null))
        {
            string[] parts = [.. files.Where(file => file.EndsWith(reader.FolderEnding!, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(file)[0] is not ('.' or '_'))];
            if (parts.Length > 0) return reader.ReadFolder(folder, parts, options);
        }

        return PictureFolder.Load(folder, readers, options, options.TemporaryFolder, progress: progress, cancellationToken: cancellationToken);
    }

    private DataSet LoadNamed(DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Label is not null || options.Ignore.Count > 0)
            throw new InputException(
                "A named set brings its own labels and has no named columns.", address.ToString(), options.Label ?? string.Join(", ", options.Ignore),
                remedy: "leave out --label and --ignore");
        NamedSet set = NamedSet.All.FirstOrDefault(set => set.Name == address.Location) ?? throw new InputException(
            "The set is text, not rows of numbers.", address.ToString(), rule: $"rows of numbers: {string.Join(", ", NamedSet.All.Select(known => known.Name))}, or a file",
            remedy: $"hourglass text train {address.Location} -o text.hourglass");
        return set.Load(address.Part, folders ?? DataFolders.OfThisMachine(), progress, cancellationToken);
    }

    private DataSet LoadStandardInput(ReadOptions options)
    {
        using Stream input = Console.OpenStandardInput();
        return DataFile.Read(input, "standard input", readers, options);
    }
}
