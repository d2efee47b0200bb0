using Hourglass;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Outsider;

public class SubspaceAutoencoderTests
{
    [Fact]
    public void Trained_on_the_squared_error_it_comes_down_to_principal_components_and_no_further()
    {
        DataSet data = DataSet.From(PlaneInSpace.Rows(200));
        TrainedAutoencoder model = Train(data, new SubspaceAutoencoder(2));
        double best = PrincipalComponents.Fit(data.Rows, data.Width, data.CopyRow, components: 2).SquaredErrorPerRow(data.Rows, data.CopyRow);
        Assert.InRange(model.ReconstructionError(data).Average(), 0.999 * best, 1.02 * best);
    }

    [Fact]
    public void Encoder_and_decoder_share_one_matrix_and_one_centre() =>
        Assert.Equal(["centre", "weight"], Train(DataSet.From(PlaneInSpace.Rows(20)), new SubspaceAutoencoder(2), epochs: 1).ParameterPaths.Order());

    [Fact]
    public void It_can_be_asked_for_by_name_and_comes_back_from_a_file()
    {
        AutoencoderModel asked = OutsideCatalog.Catalog.Architecture("subspace").Create(new ArchitectureOptions { Code = 3 });
        var file = new MemoryStream();
        TrainedAutoencoder model = Train(DataSet.From(PlaneInSpace.Rows(50)), asked, epochs: 2);
        model.Save(file);
        TrainedAutoencoder loaded = TrainedAutoencoder.Load(file, OutsideCatalog.Catalog);
        Assert.Equal(new SubspaceAutoencoder(3), loaded.Recipe.Description.Architecture);
        Assert.Equal(model.Encode(PlaneInSpace.Rows(5)), loaded.Encode(PlaneInSpace.Rows(5)));
    }

    private static TrainedAutoencoder Train(DataSet data, AutoencoderModel architecture, int epochs = 300)
    {
        var autoencoder = new Autoencoder(architecture) { Loss = new SquaredError(), Scaling = ScalingKind.None, Catalog = OutsideCatalog.Catalog };
        return autoencoder.Fit(data, new TrainingOptions
        {
            Epochs = epochs,
            Batch = 50,
            Validation = 0,
            Patience = null,
            Schedule = Schedule.Cosine,
            Optimizer = new Adam { LearningRate = 0.01 },
        });
    }
}
