using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Readers;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Cli;

/// <summary>Folders of pictures on the command line: in, through a model, and out again.</summary>
public sealed class PictureFolderTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_model_of_a_folder_takes_other_pictures_in_its_own_form_and_gives_pictures_back()
    {
        Put("photos", 12, 3, 40, 30);
        File.WriteAllText(_tool["photos/notes.txt"], "no picture");
        string model = _tool["model"];
        Assert.Equal(0, _tool.Run("train", _tool["photos"], "--image-size", "8x6", "--fit", "pad", "--code", "4", "--epochs", "3", "--flip", "--random-crop", "1", "-o", model));
        Assert.Contains("notes.txt is left out: This is no picture.", _tool.Error);
        Assert.Contains("12 pictures of 8 x 6 pixels, coloured", _tool.Error);

        // Grey ones of another size: the same form by hand gives the same codes.
        Put("others", 3, 1, 21, 33);
        Assert.Equal(0, _tool.Run("encode", model, _tool["others"], "-o", _tool["codes.csv"]));
        Assert.Equal(0, _tool.Run("encode", model, _tool["others"], "--image-size", "8x6", "--fit", "pad", "--colour", "rgb", "-o", _tool["again.csv"]));
        Assert.Equal(File.ReadAllText(_tool["again.csv"]), File.ReadAllText(_tool["codes.csv"]));
        Assert.Equal(0, _tool.Run("evaluate", model, _tool["others"], "--json"));
        Assert.Equal(3, (int)_tool.Json["rows"]!);
        Assert.Equal(0, _tool.Run("reproduce", model, _tool["photos"], "--json"));
        Assert.True((bool)_tool.Json["exact"]!);

        Assert.Equal(0, _tool.Run("reconstruct", model, _tool["others"], "-o", _tool["out/"], "--picture", _tool["grid.png"]));
        Assert.Equal(["below/1.png", "below/2.png", "below/3.png"], Names("out"));
        DataSet one = DataFile.Read(_tool["out/below/2.png"], [new PictureReader()]);
        Assert.Equal([6, 8, 3], one.RowShape);
        Assert.Equal(0, _tool.Run("reconstruct", model, _tool["others"], "-o", _tool["rows.npy"]));
        DataSet rows = DataFile.Read(_tool["rows.npy"], Catalog.Default.Readers);
        float[] pixels = new float[rows.Width], numbers = new float[rows.Width];
        one.CopyRow(0, pixels);
        rows.CopyRow(1, numbers);
        Assert.All(pixels.Zip(numbers), pair => Assert.Equal(Math.Clamp(Math.Round(pair.Second), 0, 255), pair.First));

        Assert.Equal(0, _tool.Run("decode", model, _tool["codes.csv"], "-o", _tool["decoded/"]));
        Assert.Equal(["00001.png", "00002.png", "00003.png"], Names("decoded"));
    }

    [Fact]
    public void Generated_pictures_go_into_a_folder()
    {
        Put("photos", 20, 1, 6, 6);
        Assert.Equal(0, _tool.Run("generate", "train", _tool["photos"], "--code", "2", "--layers", "8", "--steps", "5", "-o", _tool["model"]));
        Assert.Equal(0, _tool.Run("generate", "sample", _tool["model"], "--count", "4", "-o", _tool["new/"]));
        Assert.Equal(4, Names("new").Length);
    }

    [Theory]
    [InlineData("train photos --code 2 --epochs 1 -o model", "8x8 (2), 9x8 (1)|--image-size")]
    [InlineData("train photos --image-size 0x8 -o model", "--image-size|1 to 8192")]
    [InlineData("train photos --image-size 9000x8 -o model", "--image-size|1 to 8192")]
    [InlineData("train photos --image-size 8x8 --fit best -o model", "--fit|crop, pad, stretch")]
    [InlineData("train photos --image-size 8x8 --label kind -o model", "no parts or columns")]
    [InlineData("train photos --image-size 8x8 --code 2 --random-crop 8 -o model", "cannot be shifted|8 pixels")]
    [InlineData("train nothing --image-size 8x8 -o model", "no such file")]
    [InlineData("train empty --image-size 8x8 -o model", "no picture|no file")]
    [InlineData("train photos --image-size 8x8 --code 2 --loss categorical-cross-entropy -o model", "categorical cross-entropy|[8, 8]|--loss bce")]
    [InlineData("train photos --image-size 8x8 --model conv --layers 60000,60000 -o model", "too large|layer 'encoder.2'")]
    [InlineData("train breast-cancer --flip -o model", "Only pictures|[30]")]
    public void Wrong_use_is_explained(string line, string parts)
    {
        Put("photos", 2, 1, 8, 8);
        Put("photos/wide", 1, 1, 9, 8);
        Directory.CreateDirectory(_tool["empty"]);
        string error = _tool.Refuses(1, [.. line.Split(' ').Select(word => word is "photos" or "model" or "nothing" or "empty" ? _tool[word] : word)]);
        foreach (string part in parts.Split('|')) Assert.Contains(part, error);
    }

    [Fact]
    public void Pictures_are_not_written_over_those_that_were_read_nor_tables_into_a_folder()
    {
        Put("photos", 4, 1, 8, 8);
        Assert.Equal(0, _tool.Run("train", _tool["photos"], "--code", "2", "--epochs", "1", "-o", _tool["model"]));
        Assert.Contains("overwrite an input", _tool.Refuses(1, "reconstruct", _tool["model"], _tool["photos"], "-o", _tool["photos/"]));
        Assert.Contains("is a file", _tool.Refuses(1, "reconstruct", _tool["model"], _tool["photos"], "-o", _tool["model"] + "/"));
        Assert.Contains("no pictures", _tool.Refuses(1, "encode", _tool["model"], _tool["photos"], "-o", _tool["codes/"]));
    }

    [Fact]
    public void One_picture_goes_into_one_file_and_several_do_not()
    {
        Put("photos", 4, 3, 8, 6);
        Assert.Equal(0, _tool.Run("train", _tool["photos"], "--code", "2", "--epochs", "1", "-o", _tool["model"]));
        Assert.Contains("4 pictures of 8 x 6 pixels, coloured", _tool.Error);
        Assert.Equal(0, _tool.Run("reconstruct", _tool["model"], _tool["photos/below/2.png"], "-o", _tool["one.png"]));
        Assert.Equal(0, _tool.Run("reconstruct", _tool["model"], _tool["photos"], "-o", _tool["all/"]));
        Assert.Equal(File.ReadAllBytes(_tool["all/below/2.png"]), File.ReadAllBytes(_tool["one.png"]));
        string error = _tool.Refuses(1, "reconstruct", _tool["model"], _tool["photos"], "-o", _tool["four.png"]);
        foreach (string part in new[] { "One file holds one picture", "4 rows", "-o pictures/" }) Assert.Contains(part, error);
        Assert.Contains("no pictures", _tool.Refuses(1, "encode", _tool["model"], _tool["photos/below/2.png"], "-o", _tool["code.png"]));
        Assert.False(File.Exists(_tool["four.png"]) || File.Exists(_tool["code.png"]));
    }

    [Fact]
    public void Heat_maps_are_drawn_of_alarms_and_of_as_many_pictures_as_are_asked_for()
    {
        Put("photos", 12, 1, 8, 8);
        Assert.Equal(0, _tool.Run("anomaly", "train", _tool["photos"], "--normal-only", "--steps", "3", "--validation", "0.5", "-o", _tool["model"]));
        foreach (int top in (int[])[0, 5])
        {
            string[] words = ["anomaly", "score", _tool["model"], _tool["photos"], "--heatmaps", _tool[$"maps{top}/"], "--top", $"{top}"];
            Assert.Equal(0, _tool.Run([.. words, "--json"]));
            int drawn = Math.Max(top, (int)_tool.Json["anomalies"]!);
            Assert.Equal(drawn, Names($"maps{top}").Length);
            Assert.Equal(0, _tool.Run(words));
            Assert.Contains($"{drawn} heat map", _tool.Output);
        }
    }

    [Fact]
    public void What_is_called_like_a_picture_is_read_as_the_table_it_is_and_is_no_bad_table_where_it_is_none()
    {
        File.WriteAllLines(_tool["table.jpg"], ["a,b", .. Enumerable.Range(0, 30).Select(i => $"{i * 7 % 11},{i * 5 % 13}")]);
        Assert.Equal(0, _tool.Run("table", "describe", _tool["table.jpg"]));
        File.WriteAllText(_tool["page.jpg"], "<html>\n<p>not, found</p>\n</html>\n");
        Assert.StartsWith("This is no picture.", _tool.Refuses(1, "anomaly", "train", _tool["page.jpg"], "-o", _tool["model"]));
    }

    [Theory]
    [InlineData("conv", true)]
    [InlineData("conv-vae", false)]
    public void A_generator_with_a_plain_code_says_so(string model, bool isPlain)
    {
        Assert.Equal(0, _tool.Run("generate", "train", "digits", "--model", model, "--layers", "4", "--code", "2", "--steps", "3", "-o", _tool["model"]));
        Assert.Contains("1,437 pictures of 8 x 8 pixels, grey", _tool.Error);
        Assert.Equal(isPlain, _tool.Error.Contains("Warning: the code of this model is a plain one", StringComparison.Ordinal));
    }

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(_tool[folder], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_tool[folder], file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private void Put(string folder, int count, int channels, int width, int height)
    {
        Directory.CreateDirectory(_tool[$"{folder}/below"]);
        for (int i = 1; i <= count; i++) File.WriteAllBytes(_tool[$"{folder}/below/{i}.png"], PngWriter.Encode(GeneratedPictures.Of(width, height, channels, (ulong)i)));
    }
}
