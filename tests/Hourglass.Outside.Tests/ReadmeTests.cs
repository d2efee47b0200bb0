using Hourglass;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Layers;
using Hourglass.Regularisers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Outsider;

// The code of README.md, word for word; a test of the documentation compares them.
public class ReadmeTests
{
    [Fact]
    public void Five_lines_train_use_and_save_an_autoencoder()
    {
        using var folder = new WorkingFolder();
        TrainedAutoencoder model = Autoencoder.Dense(code: 16).Fit(Digits.Train);
        float[,] codes = model.Encode(Digits.Test);                  // [360, 64] -> [360, 16]
        float[,] digits = model.Decode(codes);                       // [360, 16] -> [360, 64], pixels 0 to 16 again
        model.Save("digits.hourglass");
        float[] errors = TrainedAutoencoder.Load("digits.hourglass").ReconstructionError(Digits.Test);

        Assert.Equal((360, 16), (codes.GetLength(0), codes.GetLength(1)));
        Assert.Equal(model.Reconstruct(Digits.Test), digits);
        Assert.Equal(model.ReconstructionError(Digits.Test), errors);
    }

    [Fact]
    public void Layers_can_be_said_one_by_one()
    {
        Autoencoder denoising = Autoencoder.Of(
            encoder: [new Dense(48) { Activation = Activation.Elu }, new BatchNormalisation(), new Dense(12)],
            decoder: [new Dense(48) { Activation = Activation.Elu }, new Dense(64)]) with
        {
            Corruption = new MaskingNoise(0.3),
            Regularisers = [new WeightPenalty(1e-6)],
        };
        DataSet data = Digits.Train;
        TrainedAutoencoder model = denoising.Fit(data, new TrainingOptions { Epochs = 3, Batch = 64, Seed = 1 });

        Assert.Equal(12, model.CodeSize);
        Assert.True(model.History[^1].Loss < model.History[0].Loss);
    }

    private sealed class WorkingFolder : IDisposable
    {
        private readonly string _before = Directory.GetCurrentDirectory();
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hourglass-readme-");

        public WorkingFolder() => Directory.SetCurrentDirectory(_folder.FullName);

        public void Dispose()
        {
            Directory.SetCurrentDirectory(_before);
            _folder.Delete(recursive: true);
        }
    }
}
