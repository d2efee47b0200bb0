namespace Hourglass.Tests.Cli;

public sealed class GenerateTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Training_prints_receipts_and_a_plain_sentence()
    {
        Pictures();
        Assert.StartsWith("64 numbers from a code of 16", _tool.Output);
        foreach (string line in (string[])["rows held back", "samples", "Gaussian copula", "independent columns"]) Assert.Contains($"\n{line} ", _tool.Output);
        Assert.Contains("a copy of a training row", _tool.Output);
        string page = File.ReadAllText(_tool["pictures.html"]);
        foreach (string heading in (string[])["Receipts", "Samples beside real pictures", "nearest to them", "negative bound"]) Assert.Contains(heading, page);
        Assert.Contains("data:image/png;base64,", page);
    }

    [Fact]
    public void Samples_of_a_table_have_its_columns_and_repeat_with_the_seed()
    {
        string model = Table();
        Assert.Equal(0, _tool.Run("generate", "sample", model, "--count", "7", "--seed", "3", "-o", _tool["a.csv"]));
        Assert.Equal(0, _tool.Run("generate", "sample", model, "--count", "7", "--seed", "3", "-o", _tool["b.csv"]));
        Assert.Equal(File.ReadAllText(_tool["a.csv"]), File.ReadAllText(_tool["b.csv"]));
        string[] lines = File.ReadAllLines(_tool["a.csv"]);
        Assert.Equal(("length,weight", 8), (lines[0], lines.Length));
        Assert.Contains("no pictures", _tool.Refuses(1, "generate", "sample", model, "--picture", _tool["a.png"]));
    }

    [Fact]
    public void Pictures_are_drawn_in_grids()
    {
        string model = Pictures();
        Assert.Equal(0, _tool.Run("generate", "sample", model, "--count", "12", "--picture", _tool["s.png"], "-o", _tool["s.npy"], "--json"));
        Assert.Equal(12, (int)_tool.Json["rows"]!);
        Assert.Equal(0, _tool.Run("generate", "between", model, "digits", "--rows", "1,7", "--steps", "5", "--picture", _tool["b.png"], "-o", _tool["b.csv"]));
        Assert.Equal(5, File.ReadAllLines(_tool["b.csv"]).Length);
        Assert.Equal(0, _tool.Run("generate", "traverse", model, "--steps", "4", "--picture", _tool["t.png"], "--json"));
        Assert.Equal(0, _tool.Run("generate", "traverse", model, "digits", "--row", "3", "-o", _tool["t.csv"]));
        foreach (string picture in (string[])["s.png", "b.png", "t.png"]) Assert.Equal((byte)'P', File.ReadAllBytes(_tool[picture])[1]);
    }

    [Fact]
    public void Evaluate_prints_the_documented_keys()
    {
        Assert.Equal(0, _tool.Run("evaluate", Pictures(), "digits", "--json"));
        Assert.Equal("rows mse squaredErrorPerRow bce psnr seconds scaling elbo reconstruction kl activeUnits nllPerRow dcr exactCopies".Split(' '), _tool.Json.Select(pair => pair.Key));
        double fewer = (double)_tool.Json["nllPerRow"]!;
        Assert.Equal(0, _tool.Run("evaluate", _tool["pictures.hourglass"], "digits", "--importance-samples", "1", "--json"));
        Assert.True((double)_tool.Json["nllPerRow"]! > fewer);
        Assert.Equal(0, _tool.Run("evaluate", Table(), _tool["rows.csv"], "--json"));
        Assert.Equal(
            "elbo reconstruction kl activeUnits nllPerRow shapeError shapeErrorGaussianCopula trendError trendErrorGaussianCopula dcr exactCopies".Split(' '), _tool.Json.Select(pair => pair.Key).Skip(6));
    }

    [Fact]
    public void Columns_are_found_by_name_and_inputs_are_never_overwritten()
    {
        string model = Table();
        File.WriteAllLines(_tool["other.csv"], ["id,weight,length", "1,2,3", "2,3,4", "3,1,9"]);
        Assert.Equal(0, _tool.Run("generate", "between", model, _tool["other.csv"], "--rows", "1,3", "-o", _tool["way.csv"]));
        Assert.Equal(0, _tool.Run("evaluate", model, _tool["other.csv"], "--json"));
        Assert.NotNull(_tool.Json["trendError"]);
        Assert.Contains("overwrite an input", _tool.Refuses(1, "generate", "between", model, _tool["other.csv"], "--rows", "1,3", "-o", _tool["other.csv"]));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_a_remedy()
    {
        string plain = _tool.Digits(), model = Pictures();
        Assert.Contains("job 'autoencoder'", _tool.Refuses(1, "generate", "sample", plain, "-o", _tool["x.csv"]));
        Assert.Contains("--picture", _tool.Refuses(1, "generate", "sample", model));
        Assert.Contains("rows 1 to 360", _tool.Refuses(1, "generate", "between", model, "digits", "--rows", "1,400", "-o", _tool["x.csv"]));
        Assert.Contains("--rows", _tool.Refuses(1, "generate", "between", model, "digits", "--rows", "1", "-o", _tool["x.csv"]));
        Assert.Contains("name the data", _tool.Refuses(1, "generate", "traverse", model, "--row", "4", "-o", _tool["x.csv"]));
        Assert.Contains("--count", _tool.Refuses(1, "generate", "sample", model, "--count", "0", "-o", _tool["x.csv"]));
        Assert.Contains("1,000,000", _tool.Refuses(1, "generate", "sample", model, "--count", "100000000", "-o", _tool["x.csv"]));
        Assert.Contains("1,000", _tool.Refuses(1, "generate", "traverse", model, "--steps", "100000000", "-o", _tool["x.csv"]));
        Assert.Contains("1,000", _tool.Refuses(1, "generate", "between", model, "digits", "--rows", "1,2", "--steps", "1000000000", "-o", _tool["x.csv"]));
        Assert.Contains("importance", _tool.Refuses(1, "evaluate", plain, "digits", "--importance-samples", "5"));
        Assert.Contains("--model vae", _tool.Refuses(1, "generate", "train", "digits", "--model", "dense", "--prior", "normal", "--epochs", "1", "-o", _tool["x.hourglass"]));
        Assert.Contains("--model vae", _tool.Refuses(1, "generate", "train", "digits", "--model", "dense", "--prior", "normal", "--plan"));
        File.WriteAllText(_tool["other.csv"], "1,2\n3,4\n");
        _tool.Refuses(1, "generate", "between", model, _tool["other.csv"], "--rows", "1,2", "-o", _tool["x.csv"]);
        File.WriteAllBytes(_tool["cut.hourglass"], File.ReadAllBytes(model)[..5000]);
        _tool.Refuses(1, "generate", "sample", _tool["cut.hourglass"], "-o", _tool["x.csv"]);
    }

    [Theory]
    [InlineData(1, "found:  1")]
    [InlineData(2, "found:  2, 1 of them to train on")]
    public void Too_few_rows_are_refused_before_the_training(int count, string found)
    {
        File.WriteAllLines(_tool["rows.csv"], ["a,b", .. Enumerable.Range(0, count).Select(row => $"{row},{row + 1}")]);
        string error = _tool.Refuses(1, "generate", "train", _tool["rows.csv"], "-o", _tool["m.hourglass"]);
        Assert.Contains("too few rows", error);
        Assert.Contains(found, error);
        error = _tool.Refuses(1, "reduce", "train", _tool["rows.csv"], "-o", _tool["m.hourglass"]);
        Assert.Contains("too few rows", error);
        Assert.Contains($"found:  {count}", error);
        Assert.False(File.Exists(_tool["m.hourglass"]));
    }

    [Theory]
    [InlineData("generate", 3)]
    [InlineData("reduce", 4)]
    public void The_fewest_rows_allowed_are_trained_on(string job, int count)
    {
        File.WriteAllLines(_tool["rows.csv"], ["a,b", .. Enumerable.Range(0, count).Select(row => $"{row},{row + 1}")]);
        Assert.Equal(0, _tool.Run(job, "train", _tool["rows.csv"], "--epochs", "2", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("verify", _tool["m.hourglass"]));
    }

    [Fact]
    public void The_demo_shows_invented_digits_and_names_the_rivals()
    {
        Assert.Equal(0, _tool.Run("demo", "generate", "-o", _tool["demo.png"]));
        Assert.Contains("Gaussian copula", _tool.Output);
        Assert.Contains("▓▓", _tool.Output);
        Assert.Equal(3, _tool.Output.Split('\n').Count(line => line.StartsWith("  hourglass ", StringComparison.Ordinal)));
        Assert.True(File.Exists(_tool["demo.png"]));
    }

    private string Pictures()
    {
        Assert.Equal(0, _tool.Run("generate", "train", "digits", "--epochs", "8", "--report", _tool["pictures.html"], "-o", _tool["pictures.hourglass"]));
        return _tool["pictures.hourglass"];
    }

    private string Table()
    {
        File.WriteAllLines(_tool["rows.csv"], ["length,weight", .. Enumerable.Range(0, 80).Select(i => FormattableString.Invariant($"{i % 17},{(i % 17 * 0.5) + (i % 5)}"))]);
        Assert.Equal(0, _tool.Run("generate", "train", _tool["rows.csv"], "--epochs", "5", "-o", _tool["table.hourglass"]));
        return _tool["table.hourglass"];
    }
}
