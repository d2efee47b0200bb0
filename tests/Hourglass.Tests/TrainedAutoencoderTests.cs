using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Sources;
using Hourglass.Tests.Contracts;
using Hourglass.Training;

namespace Hourglass.Tests;

public class TrainedAutoencoderTests
{
    private static readonly TrainedAutoencoder Model =
        Autoencoder.Dense(5, 8).Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = 20, Batch = 32 });

    [Fact]
    public void Every_form_of_input_gives_the_same_numbers()
    {
        DataSet data = TrainingContract.Curve(100);
        var matrix = new float[100, Model.Width];
        var flat = new float[100 * Model.Width];
        for (int row = 0; row < 100; row++)
        {
            data.CopyRow(row, flat.AsSpan(row * Model.Width));
            for (int column = 0; column < Model.Width; column++) matrix[row, column] = flat[(row * Model.Width) + column];
        }

        float[,] codes = Model.Encode(data);
        Assert.Equal(codes, Model.Encode(matrix));
        Assert.Equal(codes, Model.Encode(new ReadOnlyTensorSpan<float>(flat, [100, Model.Width])));
        var spans = new float[100 * Model.CodeSize];
        Model.Encode(flat, spans);
        Assert.Equal(codes.Cast<float>(), spans);

        // One row at a time, a few, and all at once: other plans, the same bits.
        var single = new float[Model.CodeSize];
        for (int row = 0; row < 100; row += 7)
        {
            Model.Encode(flat.AsSpan(row * Model.Width, Model.Width), single);
            Assert.Equal(Enumerable.Range(0, Model.CodeSize).Select(c => codes[row, c]), single);
        }
    }

    [Fact]
    public void Many_threads_share_one_model()
    {
        DataSet data = TrainingContract.Curve(300);
        float[] expected = Model.ReconstructionError(data);
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(expected, Model.ReconstructionError(data)));
    }

    [Fact]
    public void Reconstructions_are_in_the_units_of_the_data()
    {
        TrainedAutoencoder model = Autoencoder.Dense(16).Fit(Digits.Train, new TrainingOptions { Epochs = 60 });
        float[,] back = model.Reconstruct(Digits.Test);
        Assert.InRange(back.Cast<float>().Max(), 10, 16);
        double[] perRow = [.. Enumerable.Range(0, 360).Select(row => Enumerable.Range(0, 64).Sum(column => Math.Pow((back[row, column] - Value(row, column)) / 16, 2)))];
        float[] errors = model.ReconstructionError(Digits.Test);
        for (int row = 0; row < 360; row++) Assert.Equal(perRow[row], errors[row], 1e-3);

        static float Value(int row, int column)
        {
            var values = new float[64];
            Digits.Test.CopyRow(row, values);
            return values[column];
        }
    }

    [Fact]
    public void Rows_of_another_width_are_refused_with_both_widths()
    {
        InputException error = Assert.Throws<InputException>(() => Model.Encode(Digits.Test));
        Assert.Contains("64", error.Message);
        Assert.Contains("11", error.Message);
        Assert.Throws<ArgumentException>(() => Model.Encode(new float[12], new float[5]));
    }

    [Fact]
    public void A_recipe_that_does_not_fit_its_weights_is_refused()
    {
        InputException error = Assert.Throws<InputException>(() => Reload(recipe => recipe["codeSize"] = 6));
        Assert.Contains("code size", error.Message);
        Assert.Throws<InputException>(() => Reload(recipe => recipe["rowShape"] = new JsonArray(12)));
        Assert.Throws<InputException>(() => Reload(recipe => recipe["rowShape"] = new JsonArray(1 << 20, 1 << 20)));
        Assert.Throws<InputException>(() => Reload(recipe => recipe["description"]!["architecture"]!["layers"] = new JsonArray(2_000_000_000)));
        Assert.Throws<InputException>(() => Reload(recipe => recipe["description"]!["architecture"]!["kind"] = "from-elsewhere"));
        Assert.Throws<InputException>(() => Reload(recipe => recipe.Remove("training")));
        Assert.Throws<InputException>(() => Reload(recipe => recipe["scaling"] = 3));
        Reload(_ => { });
    }

    [Fact]
    public void A_self_test_notices_changed_weights()
    {
        var stream = new MemoryStream();
        Model.Save(stream);
        ModelContainer file = ModelContainer.Load(stream, "model");
        float[] weights = file.Sections["weights"][0].Values;
        for (int i = 0; i < weights.Length; i++) weights[i] *= 1.01f;
        var changed = new MemoryStream();
        file.Save(changed);
        Assert.True(TrainedAutoencoder.Load(changed).SelfTest() > TrainedAutoencoder.SelfTestTolerance);
        Assert.Equal(0, TrainedAutoencoder.Load(stream).SelfTest());
    }

    [Fact]
    public void The_file_begins_with_what_it_is()
    {
        var stream = new MemoryStream();
        Model.Save(stream);
        using var zip = new ZipArchive(stream);
        JsonObject recipe = JsonNode.Parse(zip.Entries[0].Open())!.AsObject();
        Assert.Equal("recipe.json", zip.Entries[0].FullName);
        Assert.Equal(["formatVersion", "job", "model", "inputKind", "createdBy"], recipe.Take(5).Select(pair => pair.Key));
        Assert.Equal(("autoencoder", "dense", "table"), ((string)recipe["job"]!, (string)recipe["model"]!, (string)recipe["inputKind"]!));
    }

    private static void Reload(Action<JsonObject> change)
    {
        var stream = new MemoryStream();
        Model.Save(stream);
        ModelContainer file = ModelContainer.Load(stream, "model");
        change(file.Recipe);
        var changed = new MemoryStream();
        file.Save(changed);
        TrainedAutoencoder.Load(changed);
    }
}
