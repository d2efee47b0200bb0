using Hourglass;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Outsider;

public class SqueezeAndExcitationTests
{
    [Fact]
    public void A_channel_is_weighed_by_the_means_of_all()
    {
        // One picture of one line: two pixels of two channels.
        var builder = new GraphBuilder(new Graph(), isTraining: false);
        Node input = builder.Graph.Input("picture", Shape.Batch(1, 2, 2));
        Node output = new SqueezeAndExcitation(1).Build(builder, input);
        var parameters = builder.Declarations.ToDictionary(declaration => ((StoredLeaf)declaration.Node.Operation).Path, declaration => declaration.Node);
        var executor = new ReferenceExecutor();
        executor.Set(input, [2, 10, 4, 30]);
        executor.Set(parameters["squeeze.weight"], [1, 0.1]);
        executor.Set(parameters["squeeze.bias"], [-3]);
        executor.Set(parameters["excite.weight"], [1, 0]);
        executor.Set(parameters["excite.bias"], [-2, Math.Log(3)]);

        // Means 3 and 20; squeezed 3 + 2 - 3 = 2; shares sigmoid(2 - 2) = 1/2 and sigmoid(ln 3) = 3/4.
        Assert.Equal([1, 7.5, 2, 22.5], executor.Evaluate(output)[0].Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void An_autoencoder_of_it_learns_digits_and_comes_back_from_a_file()
    {
        Autoencoder autoencoder = Autoencoder.Of(
            encoder: [new Reshaping([8, 8, 1]), new Convolution(8, 3) { Stride = 2, Padding = 1, Activation = Activation.Relu }, new SqueezeAndExcitation(4), new Flattening(), new Dense(8)],
            decoder: [new Dense(128), new Reshaping([4, 4, 8]), new TransposedConvolution(1, 2) { Stride = 2 }, new Flattening()]) with
        {
            Catalog = OutsideCatalog.Catalog,
        };
        DataSet digits = Digits.Train.Select([.. Enumerable.Range(0, 200)]);
        TrainedAutoencoder model = autoencoder.Fit(digits, new TrainingOptions { Epochs = 10, Batch = 20 });
        Assert.True(model.History[^1].Loss < 0.8 * model.History[0].Loss);

        var file = new MemoryStream();
        model.Save(file);
        Assert.Equal(model.Reconstruct(Digits.Test), TrainedAutoencoder.Load(file, OutsideCatalog.Catalog).Reconstruct(Digits.Test));
    }

    [Fact]
    public void Rows_without_places_are_refused_with_what_to_put_before()
    {
        Autoencoder flat = Autoencoder.Of([new SqueezeAndExcitation(4), new Dense(8)], [new Dense(64)]) with { Catalog = OutsideCatalog.Catalog };
        Assert.Contains("Reshaping([height, width, channels])", Assert.Throws<InputException>(() => flat.Fit(Digits.Test)).Message);
    }
}
