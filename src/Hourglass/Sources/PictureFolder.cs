using System.Runtime.ExceptionServices;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>
/// The pictures in a folder and below it as rows of one shape, in the order of their names; the folder that a picture lies in is its label. Each is decoded
/// once, by several threads: before the first step of a training every row is looked at anyway, for scaling and fingerprint.
/// </summary>
internal static class PictureFolder
{
    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="readers">The formats.</param>
    /// <param name="options">What pictures are brought to, and who is told of files that are left out.</param>
    /// <param name="cache">Where a temporary file may be.</param>
    /// <param name="mostInMemory">Bytes that memory may take.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InputException">There is no picture at all, or they have several sizes and none was asked for.</exception>
    public static DataSet Load(
        string folder, IReadOnlyList<Reader> readers, ReadOptions options, string cache, long mostInMemory = RowStore.MostInMemory, CancellationToken cancellationToken = default)
    {
        if (options.Part is not null || options.Label is not null || options.Ignore.Count > 0)
        {
            throw new InputException(
                "A folder of pictures has no parts or columns.", folder, options.Part ?? options.Label ?? options.Ignore[0], "labels are the folders below it, or a file of labels",
                "leave out #..., --label and --ignore");
        }

        string[] files = FolderFiles.Of(folder);
        string?[] leftOut = new string?[files.Length];
        var headers = new PictureHeader[files.Length];
        ForEach(files, leftOut, cancellationToken, i => headers[i] = Open(files[i], readers, (reader, stream) => reader.ReadHeader(stream, files[i])));
        int[] sound = [.. Enumerable.Range(0, files.Length).Where(i => leftOut[i] is null)];
        if (sound.Length == 0) throw FolderFiles.NoPicture(folder, [.. files.Zip(leftOut, (file, reason) => (file, reason!))]);

        PictureForm form = options.Pictures with { Size = options.Pictures.Size ?? CommonSize(folder, [.. sound.Select(i => headers[i])]) };
        int channels = form.ChannelsFor(sound.All(i => headers[i].IsGrey));
        int[] shape = PictureForm.ShapeOf(form.Size.Value.Width, form.Size.Value.Height, channels);
        int width = shape.Aggregate(1, (product, size) => checked(product * size));
        int[] places = new int[files.Length];
        for (int place = 0; place < sound.Length; place++) places[sound[place]] = place;
        var store = new RowStore(width, cache, mostInMemory);
        store.Reserve(sound.Length);
        ForEach(files, leftOut, cancellationToken, i => store.Write(places[i], form.Apply(Open(files[i], readers, (reader, stream) => reader.Decode(stream, files[i], form)), channels).Pixels));

        for (int i = 0; i < files.Length; i++)
            if (leftOut[i] is { } reason) options.LeavesOut?.Invoke(files[i], reason);
        sound = [.. sound.Where(i => leftOut[i] is null)];
        if (sound.Length == 0) throw FolderFiles.NoPicture(folder, [.. files.Zip(leftOut, (file, reason) => (file, reason!))]);
        string[] names = [.. sound.Select(i => Path.GetRelativePath(folder, files[i]).Replace('\\', '/'))];
        return new PictureRows(folder, [.. names.Zip(sound, (name, i) => (name, places[i]))], shape, LabelsOf(names), form.Fit, store);
    }

    // What is wrong with a file is noted, and the others go on.
    private static void ForEach(string[] files, string?[] leftOut, CancellationToken cancellationToken, Action<int> work)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, files.Length, parallel, i =>
            {
                if (leftOut[i] is not null) return;
                try
                {
                    FolderFiles.RequireContent(files[i]);
                    work(i);
                }
                catch (InputException unreadable)
                {
                    leftOut[i] = unreadable.Found is null ? unreadable.What : $"{unreadable.What} ({unreadable.Found})";
                }
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    private static T Open<T>(string file, IReadOnlyList<Reader> readers, Func<PictureFileReader, Stream, T> read) => DataFile.Open(
        file, stream => DataFile.Unpack(
            stream, file, readers,
            (reader, content) => reader is PictureFileReader pictures ? read(pictures, content) : throw new InputException("This is no picture.", file, $"it reads as {reader.Name}")));

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
