using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Artifacts;
using Hourglass.Tests.Formats;
using Hourglass.Tests.Jobs;
using Hourglass.Training;

namespace Hourglass.Tests.Sources;

/// <summary>A folder of pictures as rows of one shape.</summary>
public sealed class PictureFolderTests : IDisposable
{
    private static readonly IReadOnlyList<Reader> Readers = [.. Catalog.Default.Readers, new PictureReader()];
    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Name, string Reason)> _leftOut = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_of_one_size_are_rows_in_the_order_of_their_names_labelled_by_folder()
    {
        Picture[] pictures = [.. Enumerable.Range(0, 3).Select(i => GeneratedPictures.Of(6, 5, 3, (ulong)i))];
        Put("dogs/rex.png", PngWriter.Encode(pictures[2]));
        Put("cats/tom.png", PngWriter.Encode(pictures[1]));
        Put("cats/old/ada.png", PngWriter.Encode(pictures[0]));
        DataSet data = Load();
        Assert.Equal([5, 6, 3], data.RowShape);
        Assert.Equal(["cats/old", "cats", "dogs"], data.Labels!);
        Assert.Equal(["cats/old/ada.png", "cats/tom.png", "dogs/rex.png"], Enumerable.Range(0, 3).Select(row => data.NameOf(row)!));
        Assert.Equal("dogs/rex.png", data.Select(2, 0).WithName("other").NameOf(0));
        for (int row = 0; row < 3; row++) Assert.Equal(pictures[row].Pixels, Pixels(data, row));
        Assert.Empty(_leftOut);
    }

    [Fact]
    public void Pictures_of_several_sizes_need_to_be_told_one()
    {
        Put("a.png", PngWriter.Encode(GeneratedPictures.Of(6, 5, 1, 1)));
        Put("b.png", PngWriter.Encode(GeneratedPictures.Of(6, 5, 1, 2)));
        Put("c.png", PngWriter.Encode(GeneratedPictures.Of(9, 4, 3, 3)));
        string message = Assert.Throws<InputException>(() => Load()).Message;
        foreach (string part in new[] { "6x5 (2)", "9x4 (1)", "--image-size" }) Assert.Contains(part, message);
        DataSet coloured = Load(new PictureForm { Size = (4, 4) }), grey = Load(new PictureForm { Size = (4, 4), Colour = PictureColour.Grey });
        Assert.Equal((3, 3), (coloured.Rows, coloured.RowShape[2]));
        Assert.Equal([4, 4], grey.RowShape);
        Assert.Null(grey.Labels);
        File.Delete(_folder.File("c.png"));
        Assert.Equal([5, 6], Load().RowShape);
    }

    [Fact]
    public void What_is_no_sound_picture_is_left_out_with_its_reason()
    {
        byte[] good = PngWriter.Encode(GeneratedPictures.Of(20, 20, 3, 1)), huge = OddPictures.Resized(good, 131092, 131092);
        byte[] bent = [.. good];
        bent[80] ^= 0xFF;
        Put("bent.png", bent);
        Put("cut.png", good[..^60]);
        Put("empty.jpg", []);
        Put("header.png", good[..20]);
        Put("huge.png", huge);
        Put("notes.png", "no picture at all"u8.ToArray());
        Put("table.npy", [0x93, .. "NUMPY"u8, 1, 0]);
        Assert.Contains("no picture", Assert.Throws<InputException>(() => Load(new PictureForm { Size = (8, 8) })).Message);
        Put("good.webp", good);
        Put("one-pixel.png", PngWriter.Encode(new Picture(1, 1, 3, [9, 99, 200])));
        _leftOut.Clear();
        DataSet data = Load(new PictureForm { Size = (8, 8) });
        Assert.Equal(["good.webp", "one-pixel.png"], Enumerable.Range(0, data.Rows).Select(row => data.NameOf(row)!));
        Assert.Equal(Enumerable.Repeat(new byte[] { 9, 99, 200 }, 64).SelectMany(pixel => pixel), Pixels(data, 1));
        Assert.Equal(["bent.png", "cut.png", "empty.jpg", "header.png", "huge.png", "notes.png", "table.npy"], _leftOut.Select(left => Path.GetFileName(left.Name)));
        string[] reasons = ["cannot be decoded", "ends too early", "empty", "damaged", "131092 x 131092", "format", "npy"];
        for (int i = 0; i < reasons.Length; i++) Assert.Contains(reasons[i], _leftOut[i].Reason);
    }

    [Fact]
    public void Links_to_folders_are_followed_but_not_round_and_round()
    {
        if (OperatingSystem.IsWindows()) return; // links need a privilege there
        using var elsewhere = new TemporaryFolder();
        File.WriteAllBytes(elsewhere.File("far.png"), PngWriter.Encode(GeneratedPictures.Of(4, 4, 1, 1)));
        Put("near/one.png", PngWriter.Encode(GeneratedPictures.Of(4, 4, 1, 2)));
        Directory.CreateSymbolicLink(_folder.File("linked"), elsewhere.Path);
        Directory.CreateSymbolicLink(_folder.File("near/again"), "..");
        Directory.CreateSymbolicLink(elsewhere.File("back"), _folder.Path);
        DataSet data = Load();
        Assert.Equal(["linked/far.png", "near/one.png"], Enumerable.Range(0, data.Rows).Select(row => data.NameOf(row)!));
        Assert.Empty(_leftOut);
    }

    [Fact]
    public void A_pipe_is_left_out_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows()) return; // has no pipes in folders
        Put("good.png", PngWriter.Encode(GeneratedPictures.Of(4, 4, 1, 1)));
        System.Diagnostics.Process.Start("mkfifo", _folder.File("pipe.png")).WaitForExit();
        Assert.Equal(1, Load().Rows);
        Assert.Contains("a pipe", Assert.Single(_leftOut).Reason);
    }

    [Fact]
    public void Odd_kinds_are_read_right()
    {
        byte[] red = [200, 10, 10], blue = [10, 10, 200];
        Picture first = new(8, 8, 3, [.. Enumerable.Repeat(red, 64).SelectMany(pixel => pixel)]), second = new(8, 8, 3, [.. Enumerable.Repeat(blue, 64).SelectMany(pixel => pixel)]);
        Put("a.png", OddPictures.DeepPng(0x6420));
        Put("b.png", OddPictures.DeepPng(0xC832, 0x0A10, 0x0A00));
        Put("c.png", OddPictures.PalettePng(red, blue));
        Put("d.jpg", OddPictures.CmykJpeg(55, 255, 255, 255));
        Put("e.webp", OddPictures.Film(first, second));
        Put("f.bmp", PngWriter.Encode(first));
        Put("g.png", OddPictures.Gif(red, blue));
        Put("h.gif", OtherCodec.Jpeg.Compress(first, 95));
        DataSet data = Load();
        Assert.Empty(_leftOut);
        byte[][] expected = [[100, 100, 100], red, red, [55, 255, 255], red, red, red, red];
        for (int row = 0; row < expected.Length; row++)
            Assert.All(Pixels(data, row)[..3].Zip(expected[row]), pair => Assert.InRange(pair.First, pair.Second - 3, pair.Second + 3));
        Assert.Equal(blue, Pixels(data, 2)[^3..]);
    }

    [Fact]
    public void A_large_picture_is_decoded_at_a_fraction_of_its_size_and_looks_the_same()
    {
        Picture picture = GeneratedPictures.Of(512, 384, 3, 4);
        Put("large.jpg", OtherCodec.Jpeg.Compress(picture, 95));
        Put("large.png", PngWriter.Encode(picture));
        var form = new PictureForm { Size = (48, 48) };
        using FileStream stream = File.OpenRead(_folder.File("large.jpg"));
        Picture reduced = new PictureReader().Decode(stream, "large.jpg", form);
        Assert.Equal((64, 48), (reduced.Width, reduced.Height));
        DataSet data = Load(form);
        Assert.InRange(Pixels(data, 0).Zip(Pixels(data, 1), (jpeg, png) => Math.Abs(jpeg - png)).Average(), 0, 3);
    }

    [Fact]
    public void What_memory_does_not_hold_lies_in_a_file_without_a_name()
    {
        for (int i = 0; i < 40; i++) Put($"{i:00}.png", PngWriter.Encode(GeneratedPictures.Of(6, 5, 3, (ulong)i)));
        Directory.CreateDirectory(_folder.File("../cache-" + Path.GetFileName(_folder.Path)));
        string cache = _folder.File("../cache-" + Path.GetFileName(_folder.Path));
        DataSet inMemory = Load(), inFile = PictureFolder.Load(_folder.Path, Readers, new ReadOptions(), cache, mostInMemory: 100);
        if (!OperatingSystem.IsWindows()) Assert.Empty(Directory.EnumerateFiles(cache));
        Assert.Equal(Fingerprint.Of(inMemory), Fingerprint.Of(inFile));
        Parallel.For(0, 400, i => Assert.Equal(Pixels(inMemory, i % 40), Pixels(inFile, i % 40)));
        Directory.Delete(cache);
    }

    [Fact]
    public void Labels_are_not_columns_and_may_come_from_a_file()
    {
        Put("a.png", PngWriter.Encode(GeneratedPictures.Of(6, 5, 1, 1)));
        var source = new DataSource([.. Readers, new Hourglass.Formats.Csv.CsvTableReader()]);
        Assert.Contains("no parts or columns", Assert.Throws<InputException>(() => source.Load(DataAddress.Parse(_folder.Path), new ReadOptions { Label = "kind" })).Message);
        using var other = new TemporaryFolder();
        File.WriteAllText(other.File("labels.csv"), "7\n");
        Assert.Equal(["7"], source.Load(DataAddress.Parse(_folder.Path), new ReadOptions { Label = other.File("labels.csv") }).Labels!);
    }

    [Fact]
    public void Each_decoded_picture_is_told_and_a_damaged_one_is_not()
    {
        for (int i = 0; i < 9; i++) Put($"{i}.png", PngWriter.Encode(GeneratedPictures.Of(6, 5, 3, (ulong)i)));
        Put("cut.png", PngWriter.Encode(GeneratedPictures.Of(20, 20, 3, 1))[..^60]);
        var told = new Told();
        Assert.Equal(9, new DataSource(Readers).Load(DataAddress.Parse(_folder.Path), new ReadOptions { Pictures = new PictureForm { Size = (4, 4) } }, told).Rows);
        Assert.Equal(Enumerable.Range(1, 9).Select(done => new LoadingProgress(LoadingWork.Decoding, _folder.Path, done, 10)), told.All.OrderBy(progress => progress.Done));
        Assert.Equal(9, PictureFiles.Load(new DataSource(Readers), DataAddress.Parse(_folder.Path), null, told).Pictures.Count);
        Assert.Equal(18, told.All.Count);
    }

    [Fact]
    public void A_folder_is_trained_on_in_four_lines()
    {
        for (int i = 0; i < 6; i++) Put($"{i}.png", PngWriter.Encode(GeneratedPictures.Of(90, 70, 3, (ulong)i)));
        string folder = _folder.Path;
        var source = new DataSource([.. Catalog.Default.Readers, new PictureReader()]);
        var options = new ReadOptions { Pictures = new PictureForm { Size = (64, 64) }, LeavesOut = (file, reason) => Console.WriteLine($"{file}: {reason}") };
        DataSet photos = source.Load(DataAddress.OfFile(folder), options);
        TrainedAutoencoder model = Autoencoder.Dense(code: 128).Fit(photos, new TrainingOptions { Epochs = 2, Augmentation = new Augmentation { Flip = true, RandomCrop = 4 } });
        Assert.Equal([64, 64, 3], model.Recipe.RowShape);
    }

    private sealed class Told : IProgress<LoadingProgress>
    {
        public System.Collections.Concurrent.ConcurrentBag<LoadingProgress> All { get; } = [];

        public void Report(LoadingProgress value) => All.Add(value);
    }

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), content);
    }

    private DataSet Load(PictureForm? form = null) => new DataSource(Readers).Load(
        DataAddress.Parse(_folder.Path), new ReadOptions { Pictures = form ?? PictureForm.AsTheyAre, LeavesOut = (name, reason) => _leftOut.Add((name, reason)) });

    private static byte[] Pixels(DataSet data, int row)
    {
        var values = new float[data.Width];
        data.CopyRow(row, values);
        return Array.ConvertAll(values, value => (byte)value);
    }
}
