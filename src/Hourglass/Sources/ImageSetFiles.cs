using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>Finds the files of an <see cref="ImageSet"/> on this machine, or downloads them, and reads them.</summary>
public static class ImageSetFiles
{
    private static readonly Reader[] s_readers = [new IdxReader()];

    /// <summary>Loads the pictures <c>[rows, height, width]</c> with their labels.</summary>
    /// <param name="set">The set.</param>
    /// <param name="part">"train" or "test".</param>
    /// <param name="folders">Where to look, and where downloads go.</param>
    /// <param name="progress">Told of the bytes of a download, or null.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <exception cref="InputException">The files are nowhere to be found, damaged, or do not belong together.</exception>
    /// <exception cref="WorkFailedException">The downloaded files could not be written to the cache.</exception>
    /// <exception cref="OperationCanceledException">The download was cancelled.</exception>
    public static DataSet Load(
        ImageSet set, string part, DataFolders folders, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(folders);
        int first = part switch
        {
            NamedSet.Train => 0,
            NamedSet.Test => 2,
            _ => throw NamedSet.UnknownPart(set.Name, part),
        };
        string images = ImageSet.Files[first], labels = ImageSet.Files[first + 1];
        string? folder = Folder(set, folders, images, labels);
        if (folder is null && set.Addresses.Count > 0)
        {
            ImageSetDownload.ToCache(set, folders, progress, cancellationToken);
            folder = Folder(set, folders, images, labels);
        }

        if (folder is null) throw Missing(set, folders, null);
        DataSet pictures = DataFile.Read(Existing(folder, images)!, s_readers);
        DataSet numbers = DataFile.Read(Existing(folder, labels)!, s_readers);
        return pictures.WithLabels(LabelColumn.From(numbers, pictures.Rows)).WithName($"{set.Name}:{part}");
    }

    /// <summary>The error for a set that is nowhere: the files, the folders, the remedies.</summary>
    internal static InputException Missing(ImageSet set, DataFolders folders, string? attempts) => new(
        attempts is null ? $"The files of '{set.Name}' are not on this machine." : $"The files of '{set.Name}' are not on this machine and could not be downloaded.",
        "looked in " + string.Join(", ", folders.Searched.Select(folder => Path.Combine(folder, set.Name))),
        attempts,
        $"{string.Join(", ", ImageSet.Files)}, plain or with .gz",
        $"put them in {Path.Combine(folders.Cache, set.Name)}"
            + (set.Package is null ? "" : $", or install the Debian package {set.Package}")
            + "; 'hourglass demo' needs no download");

    private static string? Folder(ImageSet set, DataFolders folders, params ReadOnlySpan<string> files)
    {
        foreach (string root in folders.Searched)
        {
            string folder = Path.Combine(root, set.Name);
            bool complete = true;
            foreach (string file in files) complete &= Existing(folder, file) is not null;
            if (complete) return folder;
        }

        return null;
    }

    private static string? Existing(string folder, string file)
    {
        string plain = Path.Combine(folder, file), packed = plain + ".gz";
        return File.Exists(plain) ? plain : File.Exists(packed) ? packed : null;
    }
}
