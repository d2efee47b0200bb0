using System.IO.Compression;
using System.Text.Json;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Keras;
using Hourglass.Layers;
using Hourglass.Numerics;
using Hourglass.Tests.Artifacts;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Formats;

/// <summary>Files of Keras give what their models give, computed apart from us (keras_files.py); damaged and hostile ones are refused.</summary>
public sealed class KerasFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. GoldenFiles.CasesOf("keras_files.json").Select(golden => golden.GetProperty("name").GetString()!)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_and_reconstructions_are_those_of_the_Keras_model(string name)
    {
        JsonElement golden = GoldenFiles.CasesOf("keras_files.json").Single(candidate => candidate.GetProperty("name").GetString() == name);
        GoldenArray rows = GoldenArray.From(golden.GetProperty("rows"));
        TrainedAutoencoder model = Open(name).ToAutoencoder();
        DataSet data = DataSet.From(Array.ConvertAll(rows.Values, value => (float)value), rows.Shape[1]);
        Near(golden.GetProperty("codes"), model.Encode(data));
        Near(golden.GetProperty("reconstructions"), model.Reconstruct(data));
    }

    [Fact]
    public void Weights_take_their_places_in_a_model_of_the_same_layers()
    {
        TrainedAutoencoder own = Open("keras_3.keras").ToAutoencoder(divisor: 16), like = Open("keras_3.h5").ToAutoencoder(own);
        Assert.Equal(own.Parameter("decoder.1.weight"), like.Parameter("decoder.1.weight"));
        Assert.Equal(own.Scaler.Factor.ToArray(), like.Scaler.Factor.ToArray());

        // The same layers, but others lie between them.
        var refusal = Assert.Throws<InputException>(() => Open("keras_3.keras").ToAutoencoder(Open("keras_2_weights.h5").ToAutoencoder()));
        Assert.Contains("nn.Sigmoid()(logits)", refusal.Message);
        Assert.Contains("2 layers", Assert.Throws<InputException>(() => Open("keras_2.h5").ToAutoencoder(own)).Message);
    }

    [Theory]
    [InlineData("hostile_circle.h5", "circles")]
    [InlineData("hostile_links.h5", "none of Keras")]
    [InlineData("hostile_outside.h5", "do not lie in the file")]
    [InlineData("hostile_claim.h5", "[1048576, 1048576]")]
    [InlineData("hostile_packed.h5", "do not lie in the file")]
    public void A_made_up_file_is_refused(string name, string named) => Assert.Contains(named, Assert.Throws<InputException>(() => KerasFile.Read(GoldenFiles.PathOf(name))).Message);

    [Theory]
    [InlineData("keras_2.h5")]
    [InlineData("keras_3.keras")]
    public void A_damaged_file_is_read_or_refused(string name)
    {
        byte[] whole = File.ReadAllBytes(GoldenFiles.PathOf(name));
        var random = new RandomStream(1, name);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = i % 10 == 0 ? whole[..random.NextInt(whole.Length)] : [.. whole];
            for (int byteOf = 0; byteOf < 1 + (i % 3) && damaged.Length > 0; byteOf++) damaged[random.NextInt(damaged.Length)] = (byte)(i % 2 == 0 ? 255 : random.NextInt(256));
            File.WriteAllBytes(_folder.File("damaged"), damaged);
            try
            {
                KerasFile.Read(_folder.File("damaged"));
            }
            catch (InputException)
            {
                // As it should be; nothing else may leave.
            }
        }
    }

    [Theory]
    [InlineData("\"units\": 5", "\"units\": 4", "shape [6, 5]")]
    [InlineData("\"relu\"", "\"gelu\"", "gelu")]
    [InlineData("\"class_name\": \"Dense\"", "\"class_name\": \"Conv2D\"", "a layer Conv2D")]
    [InlineData("\"use_bias\": true", "\"use_bias\": false", "shape [5]")]
    [InlineData("\"layers\"", "\"blocks\"", "configuration")]
    public void A_model_that_cannot_be_had_is_refused_by_name(string before, string after, string named)
    {
        File.Copy(GoldenFiles.PathOf("keras_3.keras"), _folder.File("model.keras"));
        using (ZipArchive zip = ZipFile.Open(_folder.File("model.keras"), ZipArchiveMode.Update))
        {
            ZipArchiveEntry entry = zip.GetEntry("config.json")!;
            string text;
            using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
            Assert.Contains(before, text);
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry("config.json").Open());
            writer.Write(text.Replace(before, after));
        }

        Assert.Contains(named, Assert.Throws<InputException>(() => KerasFile.Read(_folder.File("model.keras"))).Message);
    }

    [Fact]
    public void Branches_are_refused() =>
        Assert.Contains("'b' after 'input'", Assert.Throws<InputException>(() => KerasLayer.Read(
            """
            {"class_name": "Functional", "config": {"layers": [
              {"class_name": "InputLayer", "name": "input", "config": {"name": "input"}, "inbound_nodes": []},
              {"class_name": "Dense", "name": "a", "config": {"name": "a", "units": 2}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["input", 0, 0]}}]}]},
              {"class_name": "Dense", "name": "b", "config": {"name": "b", "units": 2}, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["input", 0, 0]}}]}]}]}}
            """, "test")).Message);

    private static DenseStack Open(string name)
    {
        DenseStack stack = KerasFile.Read(GoldenFiles.PathOf(name));
        return stack.KnowsActivations ? stack : stack.WithActivations(Activation.Relu, Activation.Linear, Activation.Linear);
    }

    private static void Near(JsonElement expected, float[,] actual) => GoldenArray.From(expected).AssertNear([.. actual.Cast<float>().Select(value => (double)value)], 1e-5, "values");
}
