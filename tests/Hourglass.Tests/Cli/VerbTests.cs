using System.Text;
using System.Text.Json.Nodes;

namespace Hourglass.Tests.Cli;

public sealed class VerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Train_ends_in_a_plain_sentence_and_a_file()
    {
        _tool.Digits();
        Assert.StartsWith("64 numbers -> 8, 8x fewer; mean squared error", _tool.Output);
        Assert.Contains("held-back rows", _tool.Output);
        Assert.Contains("the gap is", _tool.Output);
        Assert.Contains("digits alone means :train here", _tool.Error);
        Assert.Equal(0, _tool.Run("verify", _tool["digits.hourglass"]));
        Assert.StartsWith("Sound", _tool.Output);
    }

    [Theory]
    [InlineData("evaluate", "rows mse squaredErrorPerRow bce psnr seconds scaling")]
    [InlineData("inspect", "job model bytes rowShape code loss scaling parameters layers training")]
    [InlineData("verify", "sound selfTestDifference tolerance")]
    [InlineData("profile", "seconds operations")]
    public void Json_is_one_document_with_the_documented_keys(string verb, string keys)
    {
        string model = _tool.Digits();
        Assert.Equal(0, _tool.Run(verb == "evaluate" ? [verb, model, "digits", "--json"] : [verb, model, "--json"]));
        Assert.Equal(keys.Split(' '), _tool.Json.Select(pair => pair.Key));
    }

    [Fact]
    public void A_bare_name_means_the_test_rows_outside_training()
    {
        string model = _tool.Digits();
        _tool.Run("evaluate", model, "digits", "--json");
        Assert.Equal(360, (int)_tool.Json["rows"]!);
        Assert.Contains("digits alone means :test here", _tool.Error);
        _tool.Run("evaluate", model, "digits:train", "--json");
        Assert.Equal(1437, (int)_tool.Json["rows"]!);
    }

    [Fact]
    public void Decoding_codes_gives_the_reconstruction()
    {
        string model = _tool.Digits();
        Assert.Equal(0, _tool.Run("encode", model, "digits", "-o", _tool["codes.npy"]));
        Assert.Equal(0, _tool.Run("decode", model, _tool["codes.npy"], "-o", _tool["decoded.csv"]));
        Assert.Equal(0, _tool.Run("reconstruct", model, "digits", "-o", _tool["rows.csv"], "--picture", _tool["grid.png"]));
        Assert.Equal(File.ReadAllText(_tool["rows.csv"]), File.ReadAllText(_tool["decoded.csv"]));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_tool["grid.png"])[..4]);
        Assert.Equal(0, _tool.Run("encode", model, "digits", "-o", "-", "--quiet"));
        Assert.StartsWith("code1,code2,", _tool.Output);
        Assert.Equal(361, _tool.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void The_decoder_mirrors_the_encoder()
    {
        _tool.Run("inspect", _tool.Digits(), "--json");
        Assert.Equal([16, 8, 16, 64], _tool.Json["layers"]!.AsArray().Select(layer => (int)layer!["outputs"]!));
    }

    [Fact]
    public void Options_reach_the_model_file()
    {
        Assert.Equal(0, _tool.Run(
            "train", "digits", "--layers", "20", "--decoder-layers", "12,30", "--code", "5", "--activation", "elu", "--code-activation", "tanh", "--normalisation", "layer",
            "--dropout", "0.1", "--initialiser", "he-normal", "--loss", "mse", "--output-activation", "sigmoid", "--l2", "1e-5", "--sparsity", "1e-4",
            "--corrupt", "masking:0.2", "--optimizer", "adamw", "--learning-rate", "2e-3", "--schedule", "cosine", "--clip-norm", "1", "--weight-average", "0.9",
            "--batch", "100", "--epochs", "2", "--patience", "none", "--keep", "last", "--seed", "9", "--scale", "unit", "--validation", "0.2",
            "--history", _tool["history.csv"], "-o", _tool["m.hourglass"]));
        _tool.Run("inspect", _tool["m.hourglass"], "--json");
        JsonNode options = _tool.Json["training"]!["options"]!;
        Assert.Equal((9, 100, 2, 0.2, 1.0, 0.9, false), ((int)options["seed"]!, (int)options["batch"]!, (int)options["epochs"]!, (double)options["validation"]!,
            (double)options["clipNorm"]!, (double)options["weightAverage"]!, (bool)options["keepBest"]!));
        Assert.Equal(("adam", 0.01, 0.002), ((string)options["optimizer"]!["kind"]!, (double)options["optimizer"]!["weightDecay"]!, (double)options["optimizer"]!["learningRate"]!));
        Assert.Equal(("mse", 5), ((string)_tool.Json["loss"]!, (int)_tool.Json["code"]!));
        Assert.Equal(3, File.ReadAllLines(_tool["history.csv"]).Length);
    }

    [Theory]
    [InlineData("--sparsity", "l1:1e-4", "sparsity", null)]
    [InlineData("--sparsity", "1e-4", "sparsity", null)]
    [InlineData("--sparsity", "kl:0.05", "activity", null)]
    [InlineData("--sparsity", "kl:0.05:0.2", "activity", null)]
    [InlineData("--sparsity", "top-k:3", null, "top-k")]
    [InlineData("--contractive", "1e-3", "contractive", null)]
    [InlineData("--ordered-code", null, null, "nested-dropout")]
    public void A_word_for_a_variant_reaches_the_model_file(string option, string? value, string? penalty, string? layer)
    {
        Assert.Equal(0, _tool.Run(["train", "digits", "--code", "5", "--code-activation", "sigmoid", "--epochs", "1", option, .. value is null ? Array.Empty<string>() : [value], "-o", _tool["m.hourglass"]]));
        Hourglass.Models.AutoencoderDescription description = TrainedAutoencoder.Load(_tool["m.hourglass"]).Recipe.Description;
        Assert.Equal(penalty, description.Regularisers.Select(Catalog.Default.NameOf).SingleOrDefault());
        Assert.Equal(layer, description.CodeLayers?.Select(Catalog.Default.NameOf).SingleOrDefault());
    }

    [Theory]
    [InlineData("absolute-error", "gaussian:0.1")]
    [InlineData("huber", "clipped-gaussian:0.1")]
    [InlineData("ssim", "blur:0.7")]
    [InlineData("ms-ssim", "salt-and-pepper:0.1")]
    public void A_loss_and_a_corruption_reach_the_model_file(string loss, string corruption)
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--code", "5", "--epochs", "1", "--loss", loss, "--corrupt", corruption, "-o", _tool["m.hourglass"]));
        TrainedAutoencoder model = TrainedAutoencoder.Load(_tool["m.hourglass"]);
        Assert.Equal((loss, corruption.Split(':')[0]), (Catalog.Default.NameOf(model.Recipe.Description.Likelihood), Catalog.Default.NameOf(model.Recipe.Description.Corruption!)));
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], "digits"));
    }

    [Theory]
    [InlineData("--sparsity", "l1:-1")]
    [InlineData("--sparsity", "kl:1.5")]
    [InlineData("--sparsity", "kl:0.05:x")]
    [InlineData("--sparsity", "top-k:0")]
    [InlineData("--sparsity", "top-k")]
    [InlineData("--sparsity", "often:3")]
    [InlineData("--corrupt", "blur:0")]
    [InlineData("--corrupt", "blur")]
    [InlineData("--contractive", "-1")]
    public void A_variant_that_is_no_such_is_bad_input(string option, string value)
    {
        Assert.Equal(1, _tool.Run("train", "digits", "--code", "5", "--epochs", "1", $"{option}={value}", "-o", _tool["m.hourglass"]));
        Assert.Contains(option, _tool.Error);
        Assert.Contains("for example", _tool.Error);
    }

    [Fact]
    public void A_plan_trains_nothing()
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--plan", "--json"));
        Assert.Equal(4192, (int)_tool.Json["parameters"]!);
        Assert.Empty(Directory.GetFiles(_tool.Folder));
    }

    [Fact]
    public void A_code_as_large_as_the_row_warns()
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--code", "64", "--epochs", "1", "-o", _tool["m.hourglass"]));
        Assert.Contains("Warning: a code of 64", _tool.Error);
    }

    [Fact]
    public void A_label_is_never_an_input()
    {
        File.WriteAllLines(_tool["rows.csv"], ["a,b,class", .. Enumerable.Range(0, 40).Select(i => $"{i % 7},{i * 0.5},{(i % 2 == 0 ? "good" : "bad")}")]);
        Assert.Equal(0, _tool.Run("train", _tool["rows.csv"], "--label", "class", "--code", "1", "--epochs", "2", "-o", _tool["m.hourglass"]));
        _tool.Run("inspect", _tool["m.hourglass"], "--json");
        Assert.Equal([2], _tool.Json["rowShape"]!.AsArray().Select(size => (int)size!));
    }

    [Fact]
    public void The_demo_shows_digits_and_beats_or_names_the_rival()
    {
        Assert.Equal(0, _tool.Run("demo", "-o", _tool["demo.png"]));
        Assert.Contains("PCA, 16 too", _tool.Output);
        Assert.Contains("▓▓", _tool.Output);
        Assert.Equal(3, _tool.Output.Split('\n').Count(line => line.StartsWith("  hourglass ", StringComparison.Ordinal)));
        Assert.True(File.Exists(_tool["demo.png"]));
    }

    [Theory]
    [InlineData("1", "of one thread;")]
    [InlineData("2", "of all 2 threads together;")]
    public void A_profile_says_how_many_threads_its_time_is_of(string threads, string said)
    {
        Assert.Equal(0, _tool.Run("profile", _tool.Digits(), "--threads", threads));
        Assert.Contains(said, _tool.Output);
    }

    [Fact]
    public void Data_that_may_be_left_out_says_so()
    {
        Assert.Equal(0, _tool.Run("profile", "--help"));
        Assert.Matches("<DATA> +May be left out: ", _tool.Output);
        _tool.Run("evaluate", "--help");
        Assert.DoesNotContain("May be left out", _tool.Output);
    }

    [Theory]
    [InlineData("image", 4)]
    [InlineData("text", 4)]
    [InlineData("generate", 4)]
    public void The_help_of_a_group_has_an_example_of_each_of_its_verbs(string group, int verbs)
    {
        Assert.Equal(0, _tool.Run(group, "--help"));
        string[] examples = [.. _tool.Output.Split("Examples:")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        Assert.Equal(verbs, examples.Length);
        Assert.All(examples, example => Assert.StartsWith($"hourglass {group} ", example));
    }

    [Fact]
    public void Bench_measures_a_workload()
    {
        Assert.Equal(0, _tool.Run("bench", "--quick", "--workload", "encode-784-128-b1", "--json"));
        Assert.True((double)_tool.Json["peakGflops"]! > 0.1);
        Assert.True((double)_tool.Json["memoryGigabytesPerSecond"]! > 0.1);
        JsonNode workload = Assert.Single(_tool.Json["workloads"]!.AsArray())!;
        Assert.True((double)workload["millisecondsPerStep"]! > 0);
        Assert.Equal(1, (int)workload["threads"]!);
    }

    [Fact]
    public void Bench_measures_all_workloads_that_begin_with_a_name()
    {
        Assert.Equal(0, _tool.Run("bench", "--quick", "--workload", "encode", "--json"));
        Assert.Equal(
            ["encode-784-128-b1", "encode-784-128-b8", "encode-784-128-b1024"], _tool.Json["workloads"]!.AsArray().Select(workload => (string)workload!["name"]!));
    }

    [Fact]
    public void A_denoising_model_is_measured_and_drawn_before_and_after_cleaning()
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--layers", "32", "--code", "16", "--corrupt", "gaussian:0.5", "--epochs", "60", "-o", _tool["d.hourglass"], "--report", _tool["d.html"]));
        Assert.Contains("damaged as in training", File.ReadAllText(_tool["d.html"]));
        Assert.Equal(0, _tool.Run("evaluate", _tool["d.hourglass"], "digits", "--corrupt", "gaussian:0.5", "--json"));
        Assert.Equal(
            "rows mse mseDamagedInput squaredErrorPerRow squaredErrorPerRowDamagedInput bce psnr psnrDamagedInput seconds scaling".Split(' '), _tool.Json.Select(pair => pair.Key));
        Assert.True((double)_tool.Json["psnr"]! > (double)_tool.Json["psnrDamagedInput"]! + 2, _tool.Output);
        Assert.Equal(0, _tool.Run("evaluate", _tool["d.hourglass"], "digits", "--corrupt", "gaussian:0.5"));
        Assert.Matches(@"360 damaged pictures: PSNR \d+\.\d dB before cleaning, \d+\.\d dB after\.", _tool.Output);

        Assert.Equal(0, _tool.Run("reconstruct", _tool["d.hourglass"], "digits", "--picture", _tool["two.png"], "--count", "3"));
        Assert.Equal(0, _tool.Run("reconstruct", _tool["d.hourglass"], "digits", "--corrupt", "gaussian:0.5", "--picture", _tool["three.png"], "--count", "3", "--json"));
        Assert.Equal(3, (int)_tool.Json["rows"]!);
        Assert.Equal((2 + (2 * 66), 2 + (3 * 66)), (HeightOf("two.png"), HeightOf("three.png")));
        Assert.Contains("KIND:AMOUNT", _tool.Refuses(1, "evaluate", _tool["d.hourglass"], "digits", "--corrupt", "gaussian:-1"));
    }

    [Fact]
    public void Coloured_rows_are_drawn_in_colour()
    {
        using (var file = new FileStream(_tool["rows.npy"], FileMode.Create))
        {
            // [30, 2, 2, 3] bytes: red, then green, then blue rows.
            byte[] header = Encoding.ASCII.GetBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (30, 2, 2, 3), }".PadRight(117) + "\n");
            file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0, .. header]);
            for (int row = 0; row < 30; row++)
                for (int i = 0; i < 12; i++) file.WriteByte((byte)(i % 3 == row % 3 ? 255 : 0));
        }

        Assert.Equal(0, _tool.Run("train", _tool["rows.npy"], "--code", "2", "--epochs", "2", "-o", _tool["c.hourglass"], "--report", _tool["c.html"]));
        Assert.Equal(0, _tool.Run("reconstruct", _tool["c.hourglass"], _tool["rows.npy"], "--picture", _tool["c.png"], "--count", "3"));
        using SkiaSharp.SKBitmap grid = SkiaSharp.SKBitmap.Decode(_tool["c.png"]);
        Assert.Equal([SkiaSharp.SKColors.Red, SkiaSharp.SKColors.Lime, SkiaSharp.SKColors.Blue], Enumerable.Range(0, 3).Select(i => grid.GetPixel(4 + (i * 18), 4)));
    }

    private int HeightOf(string picture)
    {
        using SkiaSharp.SKBitmap bitmap = SkiaSharp.SKBitmap.Decode(_tool[picture]);
        return bitmap.Height;
    }
}
