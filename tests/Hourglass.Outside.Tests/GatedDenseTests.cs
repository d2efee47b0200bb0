using Hourglass;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Training;

namespace Outsider;

public class GatedDenseTests
{
    [Fact]
    public void A_unit_is_its_value_times_its_gate()
    {
        var builder = new GraphBuilder(new Graph(), isTraining: false);
        Node input = builder.Graph.Input("row", Shape.Batch(2));
        Node output = new GatedDense(1).Build(builder, input);
        var parameters = builder.Declarations.ToDictionary(declaration => ((StoredLeaf)declaration.Node.Operation).Path, declaration => declaration.Node);
        var executor = new ReferenceExecutor();
        executor.Set(input, [2, 3]);
        executor.Set(parameters["weight"], [1, 10]);
        executor.Set(parameters["bias"], [0.5]);
        executor.Set(parameters["gate.weight"], [-0.5, 0]);
        executor.Set(parameters["gate.bias"], [1]);

        // Value 2 * 1 + 3 * 10 + 0.5 = 32.5; gate sigmoid(2 * -0.5 + 3 * 0 + 1) = sigmoid(0) = 0.5.
        Assert.Equal(16.25, executor.Evaluate(output)[0][0], 12);
    }

    [Fact]
    public void An_autoencoder_of_it_learns_and_comes_back_from_a_file_of_its_catalog()
    {
        Autoencoder autoencoder = Autoencoder.Of(
            encoder: [new GatedDense(8), new Dense(2)],
            decoder: [new GatedDense(8), new Dense(6)]) with
        {
            Catalog = OutsideCatalog.Catalog,
        };
        TrainedAutoencoder model = autoencoder.Fit(PlaneInSpace.Rows(200), new TrainingOptions { Epochs = 40, Batch = 20 });
        Assert.True(model.History[^1].Loss < 0.5 * model.History[0].Loss);

        var file = new MemoryStream();
        model.Save(file);
        TrainedAutoencoder loaded = TrainedAutoencoder.Load(file, OutsideCatalog.Catalog);
        Assert.Equal(model.Reconstruct(PlaneInSpace.Rows(7)), loaded.Reconstruct(PlaneInSpace.Rows(7)));
    }

    [Fact]
    public void A_catalog_without_it_refuses_the_file_and_names_it()
    {
        var file = new MemoryStream();
        Autoencoder autoencoder = Autoencoder.Of([new GatedDense(2)], [new Dense(6)]) with { Catalog = OutsideCatalog.Catalog };
        autoencoder.Fit(PlaneInSpace.Rows(20), new TrainingOptions { Epochs = 1 }).Save(file);
        Assert.Contains("gated-dense", Assert.Throws<InputException>(() => TrainedAutoencoder.Load(file)).Message);
    }
}
