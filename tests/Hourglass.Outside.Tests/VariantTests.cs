using Hourglass;
using Hourglass.Corruptions;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Regularisers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Outsider;

/// <summary>The variants of docs/variants.md, as a reader types them.</summary>
public class VariantTests
{
    [Fact]
    public void They_learn_and_come_back_from_a_file()
    {
        Autoencoder sparse = Autoencoder.Dense(code: 32) with { Regularisers = [new CodePenalty(1e-4)] };
        Autoencoder largest = Autoencoder.Dense(code: 128) with { CodeLayers = [new TopK(20)] };
        Autoencoder mends = Autoencoder.Dense(32, 128) with { Corruption = new Blur(1.5), Loss = new StructuralSimilarity() };
        foreach (Autoencoder autoencoder in (Autoencoder[])[sparse, largest, mends])
        {
            TrainedAutoencoder model = autoencoder.Fit(Digits.Test, new TrainingOptions { Epochs = 5, Batch = 50 });
            Assert.True(model.History[^1].Loss < model.History[0].Loss);
            var file = new MemoryStream();
            model.Save(file);
            Assert.Equal(model.Reconstruct(Digits.Test), TrainedAutoencoder.Load(file).Reconstruct(Digits.Test));
        }
    }
}
