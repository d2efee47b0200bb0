using System.Collections.Immutable;
using Hourglass.Artifacts;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Cli;

/// <summary><c>import</c>: what leaves as safetensors comes back the same to the bit; what does not fit is refused with its name and both shapes.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void What_was_exported_comes_back_to_the_bit()
    {
        string model = _tool.Digits(), back = _tool["back.hourglass"];
        TrainedAutoencoder.Load(model).ExportSafeTensors(_tool["w.safetensors"]);
        Assert.Equal(0, _tool.Run("import", _tool["w.safetensors"], "--like", model, "-o", back));
        Assert.Contains("64 numbers -> 8", _tool.Output);
        foreach (string file in new[] { model, back }) Assert.Equal(0, _tool.Run("reconstruct", file, "digits", "-o", file + ".npy"));
        Assert.Equal(File.ReadAllBytes(model + ".npy"), File.ReadAllBytes(back + ".npy"));
        Assert.Equal(0, _tool.Run("verify", back));
        Assert.Equal(0, _tool.Run("evaluate", back, "digits"));
        Assert.Equal(0, _tool.Run("encode", back, "digits", "-o", _tool["codes.csv"]));
        Assert.Equal(0, _tool.Run("inspect", back));
        Assert.Contains("the weights were made elsewhere", _tool.Output);
        Assert.Contains("made elsewhere", _tool.Refuses(1, "reproduce", back, "digits"));
    }

    [Fact]
    public void Without_a_model_the_layers_follow_from_the_weights()
    {
        string model = _tool.Digits(), alone = _tool["alone.hourglass"];
        TrainedAutoencoder.Load(model).ExportSafeTensors(_tool["w.safetensors"]);
        Assert.Equal(0, _tool.Run("import", _tool["w.safetensors"], "--output-activation", "sigmoid", "--divide-by", "16", "--image-size", "8x8", "-o", alone));
        Assert.Contains("relu in hidden layers, linear at the code, sigmoid at the end", _tool.Error);
        foreach (string file in new[] { model, alone }) Assert.Equal(0, _tool.Run("reconstruct", file, "digits", "-o", file + ".npy"));
        Assert.Equal(File.ReadAllBytes(model + ".npy"), File.ReadAllBytes(alone + ".npy"));
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0 }, "a PNG picture")]
    [InlineData(new byte[] { 1, 2, 3 }, "the first bytes 010203")]
    [InlineData(new byte[0], "an empty file")]
    public void A_file_that_holds_no_weights_is_called_what_it_is(byte[] content, string found)
    {
        File.WriteAllBytes(_tool["x.png"], content);
        string refusal = _tool.Refuses(1, "import", _tool["x.png"], "-o", _tool["m.hourglass"]);
        foreach (string part in (string[])["holds no weights", found, ".safetensors", ".keras"]) Assert.Contains(part, refusal);
    }

    [Fact]
    public void Json_is_one_document_with_the_documented_keys()
    {
        Assert.Equal(0, _tool.Run("import", GoldenFiles.PathOf("keras_3.keras"), "-o", _tool["m.hourglass"], "--json"));
        Assert.Equal(["model", "bytes", "code", "parameters", "layers"], _tool.Json.Select(pair => pair.Key));
        Assert.Equal((3, 109), ((int)_tool.Json["code"]!, (int)_tool.Json["parameters"]!));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_with_both_shapes()
    {
        string model = _tool.Digits();
        IReadOnlyList<NamedTensor> whole = TrainedAutoencoder.Load(model).ToSafeTensors().Tensors;
        string Refusal(IEnumerable<NamedTensor> tensors)
        {
            new SafeTensors([.. tensors]).Write(_tool["w.safetensors"]);
            string error = _tool.Refuses(1, "import", _tool["w.safetensors"], "--like", model, "-o", _tool["m.hourglass"]);
            Assert.False(File.Exists(_tool["m.hourglass"]));
            return error;
        }

        string shapes = Refusal(Changed("encoder.2.weight", [8, 15]));
        foreach (string part in new[] { "encoder.2.weight", "[8, 15]", "[8, 16]" }) Assert.Contains(part, shapes);
        Assert.Contains("'decoder.2.bias'", Refusal(whole.Where(tensor => tensor.Name != "decoder.2.bias")));
        Assert.Contains("'decoder.3.bias'", Refusal([.. whole, new NamedTensor("decoder.3.bias", [1], [0])]));
        Assert.Contains("NaN", Refusal([.. whole.Where(tensor => tensor.Name != "encoder.0.bias"), new NamedTensor("encoder.0.bias", [16], [.. Enumerable.Repeat(float.NaN, 16)])]));

        IEnumerable<NamedTensor> Changed(string name, ImmutableArray<int> shape) =>
            whole.Select(tensor => tensor.Name == name ? new NamedTensor(name, shape, new float[shape.Aggregate(1, (product, size) => product * size)]) : tensor);
    }

    [Fact]
    public void Tied_weights_that_differ_are_refused()
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--code", "8", "--tied", "--epochs", "1", "-o", _tool["tied.hourglass"]));
        IReadOnlyList<NamedTensor> whole = TrainedAutoencoder.Load(_tool["tied.hourglass"]).ToSafeTensors().Tensors;
        new SafeTensors(whole).Write(_tool["w.safetensors"]);
        Assert.Equal(0, _tool.Run("import", _tool["w.safetensors"], "--like", _tool["tied.hourglass"], "-o", _tool["m.hourglass"]));
        new SafeTensors([.. whole.Select(tensor => tensor.Name == "decoder.0.weight" ? new NamedTensor(tensor.Name, tensor.Shape, [.. tensor.Values.Select(value => value + 1)]) : tensor)]).Write(_tool["w.safetensors"]);
        Assert.Contains("--tied", _tool.Refuses(1, "import", _tool["w.safetensors"], "--like", _tool["tied.hourglass"], "-o", _tool["m.hourglass"]));
    }

    [Theory]
    [InlineData("--divide-by", "255", "--like")]
    [InlineData("--activation", "relu", "--like")]
    [InlineData("--code-layer", "dense", "--like")]
    [InlineData("--image-size", "8x8", "--like")]
    public void Options_that_the_other_model_says_are_refused(string option, string value, string named)
    {
        string model = _tool.Digits();
        TrainedAutoencoder.Load(model).ExportSafeTensors(_tool["w.safetensors"]);
        Assert.Contains(named, _tool.Refuses(1, "import", _tool["w.safetensors"], "--like", model, option, value, "-o", _tool["m.hourglass"]));
    }

    [Fact]
    public void What_a_job_has_around_the_model_stays_behind_and_that_is_said()
    {
        Assert.Equal(0, _tool.Run("reduce", "train", "digits", "--epochs", "1", "-o", _tool["map.hourglass"]));
        Assert.Equal(0, _tool.Run("export", _tool["map.hourglass"], "-o", _tool["map.safetensors"]));
        Assert.Equal(0, _tool.Run("import", _tool["map.safetensors"], "--like", _tool["map.hourglass"], "-o", _tool["m.hourglass"]));
        Assert.Contains("the job 'reduce'", _tool.Error);
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], "digits"));
        Assert.Contains("job 'autoencoder'", _tool.Refuses(1, "reduce", "map", _tool["m.hourglass"], "digits", "-o", _tool["map.csv"]));
    }

    [Fact]
    public void Bad_files_are_refused()
    {
        string output = _tool["m.hourglass"];
        Assert.Contains("does not exist", _tool.Refuses(1, "import", _tool["nowhere.h5"], "-o", output));
        File.WriteAllText(_tool["text.h5"], "hello, world");
        _tool.Refuses(1, "import", _tool["text.h5"], "-o", output);
        File.WriteAllBytes(_tool["empty.keras"], []);
        _tool.Refuses(1, "import", _tool["empty.keras"], "-o", output);
        Assert.Contains("a .hourglass file needs no import", _tool.Refuses(1, "import", _tool.Digits(), "-o", output));
        new SafeTensors([]).Write(_tool["none.safetensors"]);
        Assert.Contains("no tensors", _tool.Refuses(1, "import", _tool["none.safetensors"], "-o", output));
        Assert.Contains("a number above 0", _tool.Refuses(1, "import", GoldenFiles.PathOf("keras_3.keras"), "--divide-by", "1e-45", "-o", output));
        Assert.Contains("activation of each layer", _tool.Refuses(1, "import", GoldenFiles.PathOf("keras_3.keras"), "--activation", "tanh", "-o", output));
        Assert.Contains("overwrite", _tool.Refuses(1, "import", _tool["digits.hourglass"], "-o", _tool["digits.hourglass"]));
        Assert.Contains("one of dense_0, dense_1, dense_2", _tool.Refuses(1, "import", GoldenFiles.PathOf("keras_3.keras"), "--code-layer", "code", "-o", output));
        Assert.Contains("6 numbers", _tool.Refuses(1, "import", GoldenFiles.PathOf("keras_3.keras"), "--image-size", "4x2", "-o", output));
        Assert.Equal(0, _tool.Run("import", GoldenFiles.PathOf("keras_3.keras"), "--code-layer", "dense_0", "-o", output));
        Assert.Contains("6 numbers -> 5", _tool.Output);
    }
}
