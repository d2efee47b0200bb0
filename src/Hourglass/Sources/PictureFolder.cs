using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>
/// The pictures in a folder and below it as rows of one shape, in the order of their names; the folder that a picture lies in is its label. Each is decoded
/// once: before the first step of a training every row is looked at anyway, for scaling and fingerprint.
/// </summary>
internal static class PictureFolder
{
    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="readers">The formats.</param>
    /// <param name="options">What pictures are brought to, and who is told of files that are left out.</param>
    /// <param name="cache">Where a temporary file may be.</param>
    /// <param name="mostInMemory">Bytes that memory may take.</param>
    /// <param name="progress">Told how many pictures are decoded, or null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InputException">There is no picture at all, or they have several sizes and none was asked for.</exception>
    public static DataSet Load(
        string folder, IReadOnlyList<Reader> readers, ReadOptions options, string cache, long mostInMemory = RowStore.MostInMemory, IProgress<LoadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (options.Part is not null || options.Label is not null || options.Ignore.Count > 0)
        {
            throw new InputException(
                "A folder of pictures has no parts or columns.", folder, options.Part ?? options.Label ?? options.Ignore[0], "labels are the folders below it, or a file of labels",
                "leave out #..., --label and --ignore");
        }

        var decoding = new FolderDecoding(folder, readers, progress, cancellationToken);
        PictureHeader[] headers = [.. decoding.Sound.Select(decoding.Header)];
        PictureForm form = options.Pictures with { Size = options.Pictures.Size ?? CommonSize(folder, headers) };
        int channels = form.ChannelsFor(headers.All(header => header.IsGrey));
        int[] shape = PictureForm.ShapeOf(form.Size.Value.Width, form.Size.Value.Height, channels);
        var places = decoding.Sound.Index().ToDictionary(file => file.Item, file => file.Index);
        var store = new RowStore(shape.Aggregate(1, (product, size) => checked(product * size)), cache, mostInMemory);
        store.Reserve(places.Count);
        decoding.Decode(form, (file, picture) => store.Write(places[file], form.Apply(picture, channels).Pixels));
        foreach ((string file, string reason) in decoding.LeftOut) options.LeavesOut?.Invoke(file, reason);
        string[] names = [.. decoding.Sound.Select(file => Path.GetRelativePath(folder, decoding.Files[file]).Replace('\\', '/'))];
        return new PictureRows(folder, [.. names.Zip(decoding.Sound, (name, file) => (name, places[file]))], shape, LabelsOf(names), form.Fit, store);
    }

    private static (int Width, int Height) CommonSize(string folder, PictureHeader[] headers)
    {
        (int Width, int Height, int Count)[] sizes =
            [.. headers.CountBy(header => (header.Width, header.Height)).Select(size => (size.Key.Width, size.Key.Height, size.Value)).OrderByDescending(size => size.Value)];
        if (sizes.Length == 1) return (sizes[0].Width, sizes[0].Height);
        string found = string.Join(", ", sizes.Take(5).Select(size => $"{size.Width}x{size.Height} ({size.Count})"));
        throw new InputException(
            "The pictures have several sizes.", folder, $"{sizes.Length} sizes: {found}{(sizes.Length > 5 ? ", ..." : "")}", "every row has the same shape",
            "bring them to one size, for example with --image-size 64x64");
    }

    private static string[]? LabelsOf(string[] names)
    {
        string[] folders = Array.ConvertAll(names, name => Path.GetDirectoryName(name)!.Replace('\\', '/') is { Length: > 0 } below ? below : ".");
        return folders.All(below => below == ".") ? null : folders;
    }
}
