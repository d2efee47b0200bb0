using System.Security.Cryptography;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Sources;
using Hourglass.Tests.Data;
using Hourglass.Tests.Readers;

namespace Hourglass.Tests.Sources;

public sealed class ImageSetFilesTests : IDisposable
{
    // A set like MNIST with 3 training and 2 test pictures of 2x2 pixels.
    private static readonly byte[][] s_files =
    [
        ArrayFiles.Idx(8, [3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ArrayFiles.Idx(8, [3], [7, 8, 9]),
        ArrayFiles.Idx(8, [2, 2, 2], [13, 14, 15, 16, 17, 18, 19, 20]),
        ArrayFiles.Idx(8, [2], [5, 6]),
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("hourglass-").FullName;

    private DataFolders Folders => new([Path.Combine(_root, "own"), Path.Combine(_root, "cache")], Path.Combine(_root, "cache"));

    private string Cached => Path.Combine(_root, "cache", "small");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_on_this_machine_are_used_plain_or_packed(bool packed)
    {
        string folder = Path.Combine(_root, "own", "small");
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 2; i++)
            File.WriteAllBytes(Path.Combine(folder, ImageSet.Files[i] + (packed ? ".gz" : "")), packed ? ArrayFiles.Gzip(s_files[i]) : s_files[i]);
        DataSet data = Load(Set(), "train");
        Assert.Equal([5, 6, 7, 8], DataSetTests.Row(data, 1));
        Assert.Equal([2, 2], data.RowShape);
        Assert.Equal(["7", "8", "9"], data.Labels!);
        Assert.Equal("small:train", data.Name);
        Assert.Throws<InputException>(() => Load(Set(), "test"));
    }

    [Fact]
    public void Missing_files_are_downloaded_once_and_kept()
    {
        int requests = 0;
        long last = 0;
        using var server = new FileServer(Packed());
        server.Requested = _ => Interlocked.Increment(ref requests);
        DataSet data = Load(Set(server.Address), "test", new Inline(report => last = report.Done));
        Assert.Equal([17, 18, 19, 20], DataSetTests.Row(data, 1));
        Assert.Equal(["5", "6"], data.Labels!);
        Assert.True(last > 0);
        Assert.Equal(ImageSet.Files.Order(), Directory.GetFiles(Cached).Select(Path.GetFileName).Order());
        Load(Set(server.Address), "train");
        Assert.Equal(4, requests);
    }

    [Fact]
    public void The_npz_is_the_second_home_and_is_checked_against_the_same_sums()
    {
        byte[] npz = ArrayFiles.Npz(
            ("x_train.npy", ArrayFiles.Npy("|u1", "(3, 2, 2)", s_files[0][16..])), ("y_train.npy", ArrayFiles.Npy("|u1", "(3,)", s_files[1][8..])),
            ("x_test.npy", ArrayFiles.Npy("|u1", "(2, 2, 2)", s_files[2][16..])), ("y_test.npy", ArrayFiles.Npy("|u1", "(2,)", s_files[3][8..])));
        using var server = new FileServer(new() { ["mnist.npz"] = npz });
        DataSet data = Load(Set(new Uri(server.Address, "missing/"), new Uri(server.Address, "mnist.npz")), "train");
        Assert.Equal([9, 10, 11, 12], DataSetTests.Row(data, 2));
        for (int i = 0; i < 4; i++) Assert.Equal(s_files[i], File.ReadAllBytes(Path.Combine(Cached, ImageSet.Files[i])));
    }

    [Fact]
    public void Wrong_or_damaged_files_are_not_kept_and_the_error_says_what_to_do()
    {
        Dictionary<string, byte[]> files = Packed();
        files[ImageSet.Files[0] + ".gz"] = ArrayFiles.Gzip(s_files[2]);
        using var server = new FileServer(files);
        string message = Assert.Throws<InputException>(() => Load(Set(server.Address), "train")).Message;
        Assert.Contains("MD5", message);
        files[ImageSet.Files[0] + ".gz"] = ArrayFiles.Gzip(s_files[0])[..^3];
        Assert.Throws<InputException>(() => Load(Set(server.Address), "train"));
        Assert.False(Directory.Exists(Cached));
        Assert.Contains(ImageSet.Files[3], message);
        Assert.Contains(Cached, message);
        Assert.Contains("hourglass demo", message);
    }

    [Fact]
    public void A_file_that_unpacks_beyond_the_bound_is_given_up()
    {
        Dictionary<string, byte[]> files = Packed();
        files[ImageSet.Files[0] + ".gz"] = ArrayFiles.Gzip(new byte[ImageSet.LargestFile + 1]);
        using var server = new FileServer(files);
        Assert.Contains("more than", Assert.Throws<InputException>(() => Load(Set(server.Address), "train")).Message);
    }

    [Fact]
    public void Without_a_network_the_error_names_files_folders_and_the_demo()
    {
        Uri closed;
        using (var server = new FileServer([])) closed = server.Address;
        string message = Assert.Throws<InputException>(() => Load(Set(closed), "train")).Message;
        Assert.Contains("could not be downloaded", message);
        Assert.Contains("hourglass demo", message);
        Assert.True(message.Split('\n').Length <= 8);
        Assert.Contains("dataset-fashion-mnist", Assert.Throws<InputException>(() => Load(ImageSet.FashionMnist, "train")).Message);
    }

    [Fact]
    public void A_download_can_be_cancelled()
    {
        using var server = new FileServer(Packed());
        using var cancel = new CancellationTokenSource();
        server.Requested = _ => cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ImageSetFiles.Load(Set(server.Address), "train", Folders, null, cancel.Token));
        Assert.False(Directory.Exists(Cached));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_reported()
    {
        using var server = new FileServer(Packed());
        File.WriteAllText(Path.Combine(_root, "cache"), "in the way");
        Assert.Contains("could not be kept", Assert.Throws<WorkFailedException>(() => Load(Set(server.Address), "train")).Message);
    }

    [Fact]
    public void Mnist_has_60000_and_10000_digits_and_the_published_sums()
    {
        string? folder = Environment.GetEnvironmentVariable(DataFolders.Variable);
        Assert.SkipUnless(folder is not null && Directory.Exists(Path.Combine(folder, "mnist")), "needs $HOURGLASS_DATA/mnist");
        var folders = new DataFolders([folder!], folder!);
        DataSet train = Load(ImageSet.Mnist, "train", folders: folders), test = Load(ImageSet.Mnist, "test", folders: folders);
        Assert.Equal((60000, 10000, 784), (train.Rows, test.Rows, train.Width));
        Assert.Equal(["5", "0", "4", "1", "9"], train.Labels!.Take(5));
        Assert.Equal(["7", "2", "1", "0", "4"], test.Labels!.Take(5));
        byte[] pixels = [.. DataSetTests.Values(test).Select(value => (byte)value)];
        Assert.Equal(ImageSet.Mnist.Checksums![2], Sum(ArrayFiles.Idx(8, [10000, 28, 28], pixels)));
    }

    private DataSet Load(ImageSet set, string part, IProgress<LoadingProgress>? progress = null, DataFolders? folders = null) =>
        ImageSetFiles.Load(set, part, folders ?? Folders, progress, TestContext.Current.CancellationToken);

    private static ImageSet Set(params Uri[] addresses) => new("small", [.. s_files.Select(Sum)], addresses, null);

    private static Dictionary<string, byte[]> Packed() => ImageSet.Files.Zip(s_files).ToDictionary(pair => pair.First + ".gz", pair => ArrayFiles.Gzip(pair.Second));

    private static string Sum(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private sealed class Inline(Action<LoadingProgress> report) : IProgress<LoadingProgress>
    {
        public void Report(LoadingProgress value) => report(value);
    }
}
