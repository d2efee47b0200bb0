using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>Loads pictures in their own sizes: a picture file, a folder of them with all folders below it, or the pictures of an array or a named set.</summary>
public static class PictureFiles
{
    /// <summary>Pictures of one folder take at most so many pixels in memory together; further ones are left out.</summary>
    public const long MostPixels = 400_000_000;

    /// <summary>Loads the pictures at an address. Files of a folder that hold no picture are left out and listed.</summary>
    /// <param name="source">Opens addresses; its readers know the picture formats.</param>
    /// <param name="address">Where they are.</param>
    /// <param name="options">Labels and ignored columns of a data set.</param>
    /// <param name="progress">Told how far a download or the decoding of a folder is, or null.</param>
    /// <param name="cancellationToken">Ends a download, or the reading of a folder.</param>
    /// <exception cref="InputException">There is no picture at all, or the file is missing or damaged.</exception>
    public static PictureSet Load(
        DataSource source, DataAddress address, ReadOptions? options = null, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (address.Kind != DataAddressKind.File) return PictureSet.From(source.Load(address, options, progress, cancellationToken));
        if (Directory.Exists(address.Location)) return LoadFolder(address.Location, source.Open(address.Location, progress, cancellationToken));
        source.RequirePicture(address.Location);
        return PictureSet.From(source.Load(address, options, progress, cancellationToken));
    }

    /// <summary>Finds the picture files of a folder and all folders below it; only their headers are read.</summary>
    /// <param name="source">Its readers know the picture formats.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Their paths in order, and what else is there: a name and why it is left out.</returns>
    /// <exception cref="InputException">There is no picture at all.</exception>
    public static (IReadOnlyList<string> Files, IReadOnlyList<(string Name, string Reason)> LeftOut) Find(DataSource source, string folder, CancellationToken cancellationToken = default)
    {
        FolderDecoding decoding = source.Open(folder, null, cancellationToken);
        return ([.. decoding.Sound.Select(file => decoding.Files[file])], decoding.LeftOut);
    }

    private static PictureSet LoadFolder(string folder, FolderDecoding decoding)
    {
        long pixels = 0;
        foreach (int file in decoding.Sound)
        {
            if (pixels >= MostPixels) decoding.LeaveOut(file, $"there are more than {MostPixels / 1_000_000} megapixels before it");
            else pixels += (long)decoding.Header(file).Width * decoding.Header(file).Height;
        }

        var pictures = new Picture[decoding.Files.Count];
        decoding.Decode(PictureForm.AsTheyAre, (file, picture) => pictures[file] = picture);
        return new PictureSet(folder, [.. decoding.Sound.Select(file => new NamedPicture(decoding.Files[file], pictures[file]))]) { LeftOut = decoding.LeftOut };
    }
}
