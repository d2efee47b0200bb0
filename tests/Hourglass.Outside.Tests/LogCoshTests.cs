using Hourglass;
using Hourglass.Data;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Outsider;

public class LogCoshTests
{
    [Fact]
    public void The_loss_of_a_row_is_the_formula_on_its_reconstruction()
    {
        Autoencoder autoencoder = Autoencoder.Dense(2) with { Loss = new LogCosh(), Scaling = ScalingKind.None, Catalog = OutsideCatalog.Catalog };
        TrainedAutoencoder model = autoencoder.Fit(PlaneInSpace.Rows(100), new TrainingOptions { Epochs = 3 });
        float[,] rows = PlaneInSpace.Rows(5), back = model.Reconstruct(rows);
        float[] losses = model.Loss(DataSet.From(rows));
        for (int row = 0; row < 5; row++)
        {
            double expected = Enumerable.Range(0, 6).Average(column => Math.Log(Math.Cosh(back[row, column] - rows[row, column])));
            Assert.Equal(expected, losses[row], 1e-5);
        }
    }

    [Fact]
    public void A_file_remembers_the_loss()
    {
        var file = new MemoryStream();
        (Autoencoder.Dense(2) with { Loss = new LogCosh(), Catalog = OutsideCatalog.Catalog }).Fit(PlaneInSpace.Rows(20), new TrainingOptions { Epochs = 1 }).Save(file);
        Assert.IsType<LogCosh>(TrainedAutoencoder.Load(file, OutsideCatalog.Catalog).Recipe.Description.Likelihood);
    }
}
