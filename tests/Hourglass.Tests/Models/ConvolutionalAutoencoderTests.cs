using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Models;

public class ConvolutionalAutoencoderTests
{
    [Fact]
    public void The_way_up_has_the_sizes_of_the_way_down_whatever_the_picture()
    {
        foreach (int height in (int[])[1, 2, 3, 5, 8, 11])
        {
            foreach (int width in (int[])[1, 2, 4, 7, 9, 28])
            {
                Graph graph = GraphOf(new ConvolutionalAutoencoder(3) { RowShape = [height, width, 3], Filters = [4, 5, 6] }, new MeanSquaredError(), height * width * 3).Builder.Graph;
                Assert.Equal(
                    graph.Nodes.Where(node => node.Operation is Convolve { Window.Vertical.Stride: 2 }).Select(node => Size(node.Inputs[0])).Reverse(),
                    graph.Nodes.Where(node => node.Operation is ConvolveTransposed).Select(Size));
            }
        }

        static (int, int) Size(Node node) => (node.Shape.Dimensions[0], node.Shape.Dimensions[1]);
    }

    // 28 x 28 -> 14 x 14 x 32 -> 7 x 7 x 64 = 3136 numbers -> 32, and back.
    [Fact]
    public void The_layers_of_28_x_28_pixels_are_these()
    {
        IReadOnlyList<LayerSummary> layers = GraphOf(new ConvolutionalAutoencoder(32) { RowShape = [28, 28] }, new BernoulliCrossEntropy(), 784).Builder.Layers;
        Assert.Equal(
        [
            new("encoder.0", "reshaping to 28 x 28 x 1", 784, 784, 0),
            new("encoder.1", "convolution 3 x 3, stride 2, relu", 784, 6272, (9 * 32) + 32),
            new("encoder.2", "convolution 3 x 3, stride 2, relu", 6272, 3136, (9 * 32 * 64) + 64),
            new("encoder.3", "flattening", 3136, 3136, 0),
            new("encoder.4", "dense, linear", 3136, 32, (3136 * 32) + 32),
            new("decoder.0", "dense, relu", 32, 3136, (32 * 3136) + 3136),
            new("decoder.1", "reshaping to 7 x 7 x 64", 3136, 3136, 0),
            new("decoder.2", "transposed convolution 3 x 3, stride 2, relu", 3136, 6272, (9 * 64 * 32) + 32),
            new("decoder.3", "transposed convolution 3 x 3, stride 2, relu", 6272, 25088, (9 * 32 * 32) + 32),
            new("decoder.4", "convolution 3 x 3, linear", 25088, 784, (9 * 32) + 1),
            new("decoder.5", "flattening", 784, 784, 0),
        ], layers);
    }

    // A code of 8 numbers keeps more than half of what the mean digit leaves over.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void It_learns_digits(int blocks)
    {
        DataSet digits = Digits.Train.Select([.. Enumerable.Range(0, 400)]);
        TrainedAutoencoder model = new Autoencoder(new ConvolutionalAutoencoder(8) { Filters = [8, 16], Blocks = blocks }).Fit(digits, Options(20) with { Batch = 20 });
        Assert.InRange(model.ReconstructionError(Digits.Test).Average(), 0, 0.5 * VarianceOf(Digits.Test));
    }

    [Fact]
    public void It_learns_eight_digits_by_heart()
    {
        DataSet digits = Digits.Train.Select([.. Enumerable.Range(0, 8)]);
        TrainedAutoencoder model = new Autoencoder(new ConvolutionalAutoencoder(8) { Filters = [8, 16] }) { Loss = new MeanSquaredError() }.Fit(digits, Options(300) with { Batch = 8 });
        Assert.InRange(model.ReconstructionError(digits).Average(), 0, 0.02 * VarianceOf(digits));
    }

    [Fact]
    public void The_preset_and_layers_of_your_own_both_take_digits()
    {
        Autoencoder preset = new(new ConvolutionalAutoencoder(8) { Filters = [8, 16], Blocks = 1 });
        Autoencoder own = Autoencoder.Of(
            encoder: [new Reshaping([8, 8, 1]), new Convolution(8, 3) { Stride = 2, Same = true, Activation = Activation.Relu }, new Flattening(), new Dense(8)],
            decoder: [new Dense(128), new Reshaping([4, 4, 8]), new TransposedConvolution(1, 2) { Stride = 2 }, new Flattening()]);
        DataSet digits = Digits.Train.Select([.. Enumerable.Range(0, 200)]);
        foreach (TrainedAutoencoder model in (TrainedAutoencoder[])[preset.Fit(digits, Options(4)), own.Fit(digits, Options(4))])
        {
            Assert.Equal(8, model.CodeSize);
            Assert.True(model.History[^1].Loss < 0.9 * model.History[0].Loss);
        }
    }

    [Theory]
    [InlineData(Normalisation.None)]
    [InlineData(Normalisation.Batch)]
    public void One_thread_and_three_end_in_the_same_bits(Normalisation normalisation)
    {
        DataSet digits = Digits.Train.Select([.. Enumerable.Range(0, 150)]);
        var autoencoder = new Autoencoder(new ConvolutionalAutoencoder(8) { Filters = [6, 9], Blocks = 1, Normalisation = normalisation, Dropout = 0.1 });
        TrainedAutoencoder one = autoencoder.Fit(digits, Options(2)), three = autoencoder.Fit(digits, Options(2) with { Threads = 3 });
        Assert.All(one.ParameterPaths, path => Assert.Equal(one.Parameter(path), three.Parameter(path)));
        Assert.Equal(one.Reconstruct(Digits.Test), three.Reconstruct(Digits.Test));
    }

    // All means first, then all raw deviations, each in the order of the row.
    [Fact]
    public void A_likelihood_of_two_numbers_a_pixel_gets_one_picture_after_the_other()
    {
        var architecture = new ConvolutionalAutoencoder(2) { RowShape = [3, 5, 3], Filters = [4] };
        DecoderGraph graph = DecoderGraph.Build(new(architecture, new GaussianLikelihood()), 45, 2);
        var reference = new ReferenceExecutor { Run = { Rows = 1 } };
        foreach (Node node in graph.Code.Graph.Nodes.Where(node => node.Operation is Parameter)) reference.Set(node, new double[node.Shape.Count]);
        reference.Set(graph.Code.Graph.Nodes.Last(node => node.Operation is Parameter { Path: var path } && path.EndsWith("bias", StringComparison.Ordinal)), [1, 2, 3, 4, 5, 6]);
        reference.Set(graph.Code, [0.5, -1]);
        double[] logits = reference.Evaluate(graph.Logits)[0];
        Assert.Equal([.. Enumerable.Range(0, 45).Select(i => 1.0 + (i % 3)), .. Enumerable.Range(0, 45).Select(i => 4.0 + (i % 3))], logits);
    }

    [Fact]
    public void The_options_of_a_dense_one_that_it_does_not_have_are_refused()
    {
        Assert.Contains("the decoder has weights of its own", Assert.Throws<InputException>(() => ConvolutionalAutoencoder.From(new() { TiedWeights = true })).Message);
        Assert.Contains("the decoder mirrors the encoder", Assert.Throws<InputException>(() => ConvolutionalAutoencoder.Variational(new() { DecoderLayers = [8] })).Message);
    }

    [Fact]
    public void Rows_that_are_no_pictures_are_refused()
    {
        InputException error = Assert.Throws<InputException>(() => new Autoencoder(new ConvolutionalAutoencoder(2)).Fit(new float[20, 12]));
        Assert.StartsWith("The convolutional autoencoder needs pictures.", error.Message);
        Assert.Contains("[height, width]", error.Message);
    }

    [Fact]
    public void A_layer_that_would_be_too_large_is_refused_by_name()
    {
        InputException error = Assert.Throws<InputException>(() => new Autoencoder(new ConvolutionalAutoencoder(2) { Filters = [60_000, 60_000] }).Prepare(Digits.Test));
        Assert.Equal("layer 'encoder.2' (convolution 3 x 3, stride 2, relu)", error.Where);
        Assert.Contains("[3, 3, 60000, 60000]", error.Message);
    }

    [Fact]
    public void A_setting_out_of_range_is_refused_with_its_rule()
    {
        Refused(new(0), "code", "the code has at least one number");
        Refused(new(2) { Filters = [] }, "layers", "at least one stage");
        Refused(new(2) { Filters = [4, 0] }, "layers", "a stage has at least one filter");
        Refused(new(2) { Blocks = -1 }, "blocks", "no residual blocks or more");
        Refused(new(2) { Dropout = 1 }, "dropout", "a share of at least 0 and below 1");

        static void Refused(ConvolutionalAutoencoder architecture, string where, string rule)
        {
            string message = Assert.Throws<InputException>(() => new Autoencoder(architecture).Fit(Digits.Test)).Message;
            Assert.Contains(where, message);
            Assert.Contains(rule, message);
        }
    }

    [Fact]
    public void It_takes_note_of_the_shape_of_a_row_and_a_dense_one_does_not()
    {
        Assert.Equal([8, 8], ((ConvolutionalAutoencoder)new ConvolutionalAutoencoder(2).ForRows([8, 8])).RowShape);
        Assert.Equal([4, 16], ((ConvolutionalAutoencoder)new ConvolutionalAutoencoder(2) { RowShape = [4, 16] }.ForRows([8, 8])).RowShape);
        var dense = new DenseAutoencoder(2) { Layers = [5] };
        Assert.Same(dense, dense.ForRows([8, 8]));
    }

    private static TrainingOptions Options(int epochs) =>
        new() { Epochs = epochs, Batch = 50, Validation = 0, Patience = null, Threads = 1, Optimizer = new Adam { LearningRate = 0.01 } };

    private static AutoencoderGraph GraphOf(AutoencoderModel architecture, Likelihood likelihood, int features) =>
        AutoencoderGraph.Build(new(architecture, likelihood), features, isTraining: false);

    // What the mean row leaves over, in the terms of ReconstructionError: pixels go from 0 to 16.
    private static double VarianceOf(DataSet rows)
    {
        var row = new float[rows.Width];
        double[] sums = new double[rows.Width], squares = new double[rows.Width];
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) (sums[column], squares[column]) = (sums[column] + row[column], squares[column] + (row[column] * row[column]));
        }

        return sums.Zip(squares, (sum, square) => (square / rows.Rows) - Math.Pow(sum / rows.Rows, 2)).Sum() / (16 * 16);
    }
}
