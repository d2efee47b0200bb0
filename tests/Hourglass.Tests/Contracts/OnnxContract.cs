using System.Text.Json.Nodes;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Preprocessing;
using Hourglass.Tests.Graphs;
using Hourglass.Training;

namespace Hourglass.Tests.Contracts;

/// <summary>What holds for every part: an exported model says in ONNX Runtime what it says in Hourglass, for batches of any size.</summary>
public class OnnxContract : PartContract
{
    private static readonly int[] Batches = [1, 7, 300];

    public static TheoryData<string> Activations => [.. Activation.All.Select(activation => activation.Name)];

    public static TheoryData<ScalingKind> Scalings => [.. Enum.GetValues<ScalingKind>()];

    public static TheoryData<string> Jobs => [.. JobExamples.All.Keys];

    [Theory, MemberData(nameof(Activations))]
    public void With_an_activation(string name) => Holds(new Autoencoder(new DenseAutoencoder(3) { Layers = [8], Activation = Activation.Parse(name) }));

    [Theory, MemberData(nameof(Scalings))]
    public void With_a_scaling(ScalingKind kind)
    {
        // Columns of units a thousand million times apart, one that is constant, one far from zero.
        DataSet curve = TrainingContract.Curve(300);
        var rows = new float[300, 5];
        var row = new float[curve.Width];
        for (int i = 0; i < 300; i++)
        {
            curve.CopyRow(i, row);
            (rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3], rows[i, 4]) = (row[0] * 1e-4f, row[1] * 1e5f, 42, 1000 + row[3], row[4]);
        }

        Holds(Autoencoder.Dense(3, 6) with { Scaling = kind, Loss = new MeanSquaredError() }, DataSet.From(rows));
    }

    [Fact]
    public void With_bytes_of_pictures()
    {
        DataSet curve = TrainingContract.Curve(300);
        var row = new float[curve.Width];
        var pixels = new byte[300 * 9];
        for (int i = 0; i < 300; i++)
        {
            curve.CopyRow(i, row);
            for (int pixel = 0; pixel < 9; pixel++) pixels[(i * 9) + pixel] = (byte)(row[pixel] * 255);
        }

        Holds(Autoencoder.Dense(4), DataSet.From(new ReadOnlyMemory<byte>(pixels), 9, rowShape: [3, 3]));
    }

    [Fact]
    public void With_pictures_that_have_a_deviation_for_each_value() =>
        Holds(new(new ConvolutionalAutoencoder(3) { RowShape = [1, PartExamples.Features], Filters = [4] }) { Loss = new GaussianLikelihood() });

    [Theory, MemberData(nameof(Jobs))]
    public void With_a_job(string job)
    {
        JobExample example = JobExamples.All[job];
        JobModel model = example.Fit(new TrainingOptions { Epochs = 2, Batch = 40, Seed = 5, Threads = 1 });
        if (job == "image")
        {
            // A wavelet transform has no ONNX rule: a picture codec is its files, not its graph.
            Assert.Contains("WaveletTransform", Assert.Throws<InputException>(() => model.ExportOnnx(Stream.Null)).ToString());
            return;
        }

        using var onnx = new OnnxRunner(model.ExportOnnx);
        Compare(model.Autoencoder, onnx, example.Rows());
        Dictionary<string, string> metadata = onnx.Session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(job, metadata["job"]);
        Assert.Equal(model.SettingsAsJson.Count > 0, metadata.ContainsKey("use"));
        if (model.SettingsAsJson.Count > 0) Assert.True(JsonNode.DeepEquals(model.SettingsAsJson, JsonNode.Parse(metadata["use"])));
    }

    [Fact]
    public void A_missing_value_enters_a_detector_as_in_hourglass_and_spoils_the_row_elsewhere()
    {
        JobExample example = JobExamples.All["anomaly"];
        JobModel detector = example.Fit(new TrainingOptions { Epochs = 2, Seed = 5, Threads = 1 });
        DataSet whole = example.Rows();
        var rows = new float[2, whole.Width];
        for (int row = 0; row < 2; row++) whole.CopyRow(row, System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref rows[row, 0], whole.Width));
        rows[1, 4] = float.NaN;
        DataSet damaged = DataSet.From(rows).AllowMissing();
        using var own = new OnnxRunner(detector.ExportOnnx);
        using var plain = new OnnxRunner(detector.Autoencoder.ExportOnnx);
        Compare(detector.Autoencoder, own, damaged);
        float[] errors = plain.Run(damaged)["error"];
        Assert.True(float.IsFinite(errors[0]));
        Assert.True(float.IsNaN(errors[1]));
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        DataSet curve = TrainingContract.Curve();
        var rows = new float[curve.Rows, 2];
        for (int row = 0; row < curve.Rows; row++) rows[row, 0] = row % 7;
        DataSet named = DataSet.From(rows, columns: ["length, in \"mm\"", "Gewicht / kg"]);
        TrainedAutoencoder model = (Autoencoder.Dense(1) with { Loss = new SquaredError() }).Fit(named, new TrainingOptions { Epochs = 1, Threads = 1 });
        using var onnx = new OnnxRunner(model.ExportOnnx);
        Assert.Equal("Hourglass", onnx.Session.ModelMetadata.ProducerName);
        Assert.Equal("autoencoder", onnx.Session.ModelMetadata.GraphName);
        Assert.Equal(["length, in \"mm\"", "Gewicht / kg"], JsonNode.Parse(onnx.Session.ModelMetadata.CustomMetadataMap["columns"])!.AsArray().Select(name => (string)name!));
        Assert.Equal("squared-error", onnx.Session.ModelMetadata.CustomMetadataMap["loss"]);
        Assert.Equal("robust", onnx.Session.ModelMetadata.CustomMetadataMap["scaling"]);
        Assert.Equal("[2]", onnx.Session.ModelMetadata.CustomMetadataMap["rowShape"]);
        Assert.Equal(["rows"], onnx.Session.InputNames);
        Assert.Equal(["code", "reconstruction", "error"], onnx.Session.OutputNames);
        Assert.Equal([-1, 2], onnx.Session.InputMetadata["rows"].Dimensions);
        Assert.Equal(["batch", ""], onnx.Session.InputMetadata["rows"].SymbolicDimensions);
        Assert.Equal([-1, 1], onnx.Session.OutputMetadata["code"].Dimensions);
        Assert.Equal([-1, 2], onnx.Session.OutputMetadata["reconstruction"].Dimensions);
        Assert.Equal([-1, 1], onnx.Session.OutputMetadata["error"].Dimensions);
    }

    [Fact]
    public void Nowhere_to_write_is_an_error_of_the_caller()
    {
        TrainedAutoencoder model = Autoencoder.Dense(3).Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = 1, Threads = 1 });
        Assert.Throws<ArgumentNullException>(() => model.ExportOnnx((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => model.ExportOnnx((string)null!));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        TrainedAutoencoder model = Autoencoder.Dense(3).Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = 1, Threads = 1 });
        Assert.Equal(Exported(model), Exported(model));

        static byte[] Exported(TrainedAutoencoder model)
        {
            var stream = new MemoryStream();
            model.ExportOnnx(stream);
            return stream.ToArray();
        }
    }

    protected override void Holds(Autoencoder autoencoder) => Holds(autoencoder, null);

    private static void Holds(Autoencoder autoencoder, DataSet? data)
    {
        if (autoencoder.Loss is TokenLikelihood) (data, autoencoder) = (TrainingContract.Counting(300), autoencoder with { Scaling = ScalingKind.None });
        data ??= TrainingContract.Curve(300);
        TrainedAutoencoder model = autoencoder.Fit(data, new TrainingOptions { Epochs = 3, Batch = 40, Patience = null, Seed = 3, Threads = 1 });
        if (autoencoder.Architecture is WaveletAutoencoder)
        {
            // Its transform is no operation of ONNX, and as a matrix it would be larger than the model.
            string message = Assert.Throws<InputException>(() => model.ExportOnnx(new MemoryStream())).Message;
            Assert.Contains("WaveletTransform", message);
            return;
        }

        using var onnx = new OnnxRunner(model.ExportOnnx);
        Assert.Equal(300, data.Rows);
        foreach (int batch in Batches) Compare(model, onnx, data.Select([.. Enumerable.Range(0, batch)]), data);
    }

    private static void Compare(TrainedAutoencoder model, OnnxRunner onnx, DataSet rows, DataSet? all = null)
    {
        Dictionary<string, float[]> outputs = onnx.Run(rows);
        all ??= rows;
        Near("code", model.Encode(all), outputs["code"], rows.Rows, hasColumns: true, least: 0);
        Near("reconstruction", model.Reconstruct(all), outputs["reconstruction"], rows.Rows, hasColumns: !model.Scaler.IsGlobal, least: 0);

        // Errors are of differences of scaled values, whose size is about 1.
        float[] errors = model.Loss(all);
        var column = new float[errors.Length, 1];
        for (int row = 0; row < errors.Length; row++) column[row, 0] = errors[row];
        Near("error", column, outputs["error"], rows.Rows, hasColumns: true, least: 1);
    }

    // To 1e-5 of the size of a column among all rows, or of all columns where they share their unit. The rows found are the first ones.
    private static void Near(string output, float[,] expected, float[] found, int rows, bool hasColumns, double least)
    {
        int columns = expected.GetLength(1);
        Assert.Equal(rows * columns, found.Length);
        double largest = expected.Cast<float>().Max(Math.Abs);
        for (int column = 0; column < columns; column++)
        {
            double size = hasColumns ? Enumerable.Range(0, expected.GetLength(0)).Max(row => Math.Abs(expected[row, column])) : largest;
            for (int row = 0; row < rows; row++)
            {
                float value = found[(row * columns) + column];
                Assert.True(Math.Abs(expected[row, column] - value) <= 1e-5 * Math.Max(least, size), $"{output}, row {row}, column {column}: {value} instead of {expected[row, column]}, size {size}");
            }
        }
    }
}
