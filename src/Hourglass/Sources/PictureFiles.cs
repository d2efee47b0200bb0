using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>Loads pictures: a picture file, a folder of them with all folders below it, or the pictures of an array or a named set.</summary>
public static class PictureFiles
{
    /// <summary>Pictures of one folder take at most so many pixels in memory together; further ones are left out.</summary>
    public const long MostPixels = 400_000_000;

    /// <summary>Loads the pictures at an address. Files of a folder that hold no picture are left out and listed.</summary>
    /// <param name="source">Opens addresses; its readers know the picture formats.</param>
    /// <param name="address">Where they are.</param>
    /// <param name="options">Labels and ignored columns of a data set.</param>
    /// <param name="progress">Told of the bytes of a download, or null.</param>
    /// <param name="cancellationToken">Ends a download, or the reading of a folder.</param>
    /// <exception cref="InputException">There is no picture at all, or the file is missing or damaged.</exception>
    public static PictureSet Load(
        DataSource source, DataAddress address, ReadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        address.Kind == DataAddressKind.File && Directory.Exists(address.Location)
            ? LoadFolder(source, address.Location, cancellationToken)
            : LoadOne(source, address, options, progress, cancellationToken);

    private static PictureSet LoadOne(
        DataSource source, DataAddress address, ReadOptions? options, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (address.Kind == DataAddressKind.File) source.RequirePicture(address.Location);
        return PictureSet.From(source.Load(address, options, progress, cancellationToken));
    }

    private static PictureSet LoadFolder(DataSource source, string folder, CancellationToken cancellationToken)
    {
        var pictures = new List<NamedPicture>();
        var leftOut = new List<(string Name, string Reason)>();
        long pixels = 0;
        foreach (string path in FolderFiles.Of(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pixels >= MostPixels)
            {
                leftOut.Add((path, $"there are more than {MostPixels / 1_000_000} megapixels before it"));
                continue;
            }

            try
            {
                FolderFiles.RequireContent(path);
                PictureSet found = LoadOne(source, DataAddress.OfFile(path), null, null, cancellationToken);
                pictures.AddRange(found.Pictures);
                pixels += found.Pixels;
            }
            catch (InputException unreadable)
            {
                leftOut.Add((path, unreadable.What));
            }
        }

        return pictures.Count > 0 ? new PictureSet(folder, pictures) { LeftOut = leftOut } : throw FolderFiles.NoPicture(folder, leftOut);
    }
}
