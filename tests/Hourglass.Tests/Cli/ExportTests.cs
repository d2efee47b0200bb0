using Hourglass.Sources;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Hourglass.Tests.Cli;

public sealed class ExportTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void An_exported_model_runs_without_hourglass()
    {
        string model = _tool.Digits(), file = _tool["digits.onnx"];
        Assert.Equal(0, _tool.Run("export", model, "-o", file));
        Assert.Contains("digits.onnx", _tool.Output);
        var pixels = new float[64];
        Digits.Test.CopyRow(0, pixels);
        float[] codes, reconstructions, errors;

        using var session = new InferenceSession(file);
        var rows = new DenseTensor<float>(pixels, [pixels.Length / 64, 64]);
        using (var outputs = session.Run([NamedOnnxValue.CreateFromTensor("rows", rows)]))
        {
            codes = outputs.First(output => output.Name == "code").AsEnumerable<float>().ToArray();
            reconstructions = outputs.First(output => output.Name == "reconstruction").AsEnumerable<float>().ToArray();
            errors = outputs.First(output => output.Name == "error").AsEnumerable<float>().ToArray();
        }

        TrainedAutoencoder trained = TrainedAutoencoder.Load(model);
        float[] code = new float[8], reconstruction = new float[64];
        trained.Encode(pixels, code);
        trained.Reconstruct(pixels, reconstruction);
        Assert.All(code.Zip(codes), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(reconstruction.Zip(reconstructions), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(trained.Loss(Digits.Test.Select([0]))[0], errors[0], 1e-6);
    }

    [Fact]
    public void What_was_written_is_told_as_json()
    {
        string file = _tool["DIGITS.ONNX"];
        Assert.Equal(0, _tool.Run("export", _tool.Digits(), "-o", file, "--json"));
        Assert.Equal(file, (string)_tool.Json["output"]!);
        Assert.Equal(new FileInfo(file).Length, (long)_tool.Json["bytes"]!);
    }

    [Theory]
    [InlineData("m.pb", "ends in .onnx")]
    [InlineData("m", "ends in .onnx")]
    [InlineData("-", "ends in .onnx")]
    [InlineData("nowhere/m.onnx", "folder does not exist")]
    public void A_wrong_output_is_refused(string name, string rule)
    {
        string model = _tool.Digits();
        Assert.Contains(rule, _tool.Refuses(1, "export", model, "-o", name == "-" ? name : _tool[name]));
        Assert.Equal([model], Directory.GetFiles(_tool.Folder));
    }

    [Fact]
    public void A_damaged_model_leaves_an_older_file_whole()
    {
        string model = _tool.Digits(), file = _tool["m.onnx"];
        File.WriteAllText(file, "older");
        File.WriteAllBytes(_tool["cut.hourglass"], File.ReadAllBytes(model)[..3000]);
        Assert.Contains("damaged", _tool.Refuses(1, "export", _tool["cut.hourglass"], "-o", file));
        Assert.Contains("not a .hourglass file", _tool.Refuses(1, "export", file, "-o", _tool["other.onnx"]));
        File.Copy(model, _tool["same.onnx"]);
        Assert.Contains("overwrite an input", _tool.Refuses(1, "export", _tool["same.onnx"], "-o", _tool["same.onnx"]));
        Assert.Equal("older", File.ReadAllText(file));
    }
}
