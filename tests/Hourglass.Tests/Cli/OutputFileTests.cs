namespace Hourglass.Tests.Cli;

/// <summary>Names of outputs are looked at before the work, so that nothing is lost to a wrong one.</summary>
public sealed class OutputFileTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("-o", "nowhere/m.hourglass", "folder does not exist")]
    [InlineData("-o", ".", "is a folder")]
    [InlineData("-o", "", "no name")]
    [InlineData("--history", "nowhere/h.csv", "folder does not exist")]
    [InlineData("--report", "nowhere/r.html", "folder does not exist")]
    public void An_output_that_cannot_be_written_is_refused_before_the_training(string option, string file, string named)
    {
        string[] arguments = ["train", "digits", "--epochs", "100000000", option, file.Length == 0 ? "" : _tool[file]];
        if (option != "-o") arguments = [.. arguments, "-o", _tool["m.hourglass"]];
        Assert.Contains(named, _tool.Refuses(1, arguments));
        Assert.False(File.Exists(_tool["m.hourglass"]));
    }

    [Fact]
    public void An_input_is_never_overwritten()
    {
        string rows = Rows("a,b");
        string before = File.ReadAllText(rows);
        Assert.Contains("overwrite an input", _tool.Refuses(1, "train", rows, "--code", "1", "-o", rows));
        Assert.Contains("overwrite an input", _tool.Refuses(1, "train", rows, "--code", "1", "-o", _tool["m.hourglass"], "--history", rows));
        Assert.Contains("overwrite an input", _tool.Refuses(1, "train", "digits", "--validation", rows, "-o", rows));
        string model = _tool.Digits();
        Assert.Contains("overwrite an input", _tool.Refuses(1, "encode", model, "digits", "-o", model));
        Assert.Equal(before, File.ReadAllText(rows));
    }

    [Fact]
    public void Two_outputs_are_two_files()
    {
        Assert.Contains("Two outputs", _tool.Refuses(1, "train", "digits", "-o", _tool["x"], "--history", _tool["x"]));
        Assert.Contains("Two outputs", _tool.Refuses(1, "reconstruct", _tool.Digits(), "digits", "-o", _tool["a.png"], "--picture", _tool["a.png"]));
    }

    [Theory]
    [InlineData("reconstruct", "m", "digits", "--picture")]
    [InlineData("reduce", "map", "m", "digits", "--picture")]
    [InlineData("generate", "sample", "m", "--picture")]
    public void A_picture_is_written_under_no_name_but_that_of_a_png(params string[] words)
    {
        foreach (string name in new[] { "a.jpg", "a.bmp", "a" }) Assert.Contains("ends in .png", _tool.Refuses(1, [.. words, _tool[name]]));
        Assert.Empty(Directory.GetFiles(_tool.Folder));
    }

    [Fact]
    public void Columns_are_found_by_name()
    {
        Assert.Equal(0, _tool.Run("train", Rows("a,b"), "--code", "1", "--epochs", "3", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], Rows("a,b"), "--json"));
        double same = (double)_tool.Json["mse"]!;
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], Rows("b,a"), "--json"));
        Assert.Equal(same, (double)_tool.Json["mse"]!, 1e-12);
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], Rows("id,b,a"), "--json"));
        Assert.Equal(same, (double)_tool.Json["mse"]!, 1e-12);
        Assert.Contains("no column 'b'", _tool.Refuses(1, "evaluate", _tool["m.hourglass"], Rows("a,c")));
    }

    [Fact]
    public void What_is_no_number_stands_as_null_in_JSON()
    {
        File.WriteAllLines(_tool["same.csv"], ["a,b", .. Enumerable.Repeat("1,2", 30)]);
        Assert.Equal(0, _tool.Run("train", _tool["same.csv"], "--code", "1", "--epochs", "2", "-o", _tool["m.hourglass"], "--json"));
        Assert.True(_tool.Json.ContainsKey("gap"));
    }

    [Fact]
    public void Held_back_pictures_may_be_brighter_than_those_trained_on()
    {
        float[,] rows = new float[40, 6];
        for (int row = 0; row < 40; row++) rows[row, row % 6] = 100 + row;
        File.WriteAllLines(_tool["rows.csv"], Enumerable.Range(0, 40).Select(row => string.Join(',', Enumerable.Range(0, 6).Select(column => (int)rows[row, column]))));
        for (int seed = 0; seed < 6; seed++)
            Assert.Equal(0, _tool.Run("train", _tool["rows.csv"], "--image-size", "3x2", "--code", "2", "--epochs", "2", "--seed", $"{seed}", "-o", _tool["m.hourglass"]));
    }

    [Fact]
    public void A_diverged_training_saves_the_last_good_weights_and_says_so_in_its_exit_code()
    {
        int code = _tool.Run(
            "train", "digits", "--optimizer", "sgd", "--learning-rate", "0.005", "--momentum", "0.999", "--layers", "6,5", "--activation", "linear", "--loss", "squared-error", "--epochs", "60",
            "-o", _tool["m.hourglass"]);
        Assert.Equal(2, code);
        Assert.Contains("no longer a number at step", _tool.Error);
    }

    [Theory]
    [InlineData("--code", "2000000000")]
    [InlineData("--layers", "100000,100000")]
    public void A_network_that_no_memory_holds_is_refused_in_words(string option, string value) =>
        Assert.Contains("too large", _tool.Refuses(1, "train", "digits", option, value, "-o", _tool["m.hourglass"]));

    [Fact]
    public void Parts_of_the_loss_and_the_validation_data_are_told()
    {
        Assert.Equal(0, _tool.Run(
            "train", "digits", "--l2", "1e-4", "--epochs", "2", "--validation", "digits:test", "--history", _tool["h.csv"], "-o", _tool["m.hourglass"], "--json"));
        Assert.Equal(["reconstruction", "l2"], _tool.Json["parts"]!.AsObject().Select(part => part.Key));
        Assert.EndsWith("seconds,reconstruction,l2", File.ReadLines(_tool["h.csv"]).First());
        _tool.Run("inspect", _tool["m.hourglass"]);
        Assert.Contains("360 of digits:test", _tool.Output);
    }

    // Two columns that are told apart by their size.
    private string Rows(string header)
    {
        string path = _tool[header.Replace(',', '-') + ".csv"];
        Dictionary<string, Func<int, string>> values = new() { ["a"] = i => $"{i % 7}", ["b"] = i => $"{1000 + (i * 3 % 11)}", ["c"] = i => $"{i}", ["id"] = i => $"{i}" };
        File.WriteAllLines(path, [header, .. Enumerable.Range(0, 40).Select(i => string.Join(',', header.Split(',').Select(name => values[name](i))))]);
        return path;
    }
}
