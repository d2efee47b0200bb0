using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Likelihoods;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Likelihoods;

/// <summary>SSIM and MS-SSIM as losses: what the papers say of them. Their values are compared with PyTorch's in Golden.</summary>
public class PictureSimilarityTests
{
    private const int Side = 24;

    private static readonly double[] Scene = [.. Enumerable.Range(0, Side * Side).Select(i => 0.5 + (0.18 * Math.Sin(i % Side * 0.9) * Math.Cos(i / Side * 0.6)))];

    public static TheoryData<PictureSimilarity> Losses => [new StructuralSimilarity { RowShape = [Side, Side] }, new MultiScaleSimilarity { RowShape = [Side, Side] }];

    [Theory, MemberData(nameof(Losses))]
    public void Equal_pictures_lose_nothing(PictureSimilarity loss) => Assert.Equal(0, LossOf(loss, Scene), 1e-9);

    // Wang et al. 2004, figure 2: of pictures with the same squared error the brighter one is alike, the noisy one is not.
    [Theory, MemberData(nameof(Losses))]
    public void Of_equal_squared_errors_an_even_one_costs_less_than_noise_and_blur(PictureSimilarity loss)
    {
        var random = new RandomStream(1, "noise");
        double[] noise = [.. Scene.Select(_ => random.NextNormal())];
        double size = 0.1 / Math.Sqrt(noise.Average(value => value * value));
        double brighter = LossOf(loss, [.. Scene.Select(value => value + 0.1)]), noisy = LossOf(loss, [.. Scene.Select((value, i) => value + (noise[i] * size))]);

        // Nearer to its mean by as much as makes the same error.
        double fade = 0.1 / Math.Sqrt(Scene.Average(value => Math.Pow(value - 0.5, 2)));
        double faded = LossOf(loss, [.. Scene.Select(value => value + ((0.5 - value) * fade))]);
        Assert.True(3 * brighter < noisy && 3 * brighter < faded, $"brighter {brighter}, noisy {noisy}, faded {faded}");
    }

    [Fact]
    public void Training_by_it_gives_pictures_more_alike_than_training_by_squares()
    {
        DataSet rows = Digits.Train.Select([.. Enumerable.Range(0, 400)]);
        var options = new TrainingOptions { Epochs = 60, Batch = 50, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Optimizer = new Adam { LearningRate = 0.01 } };
        TrainedAutoencoder alike = (Autoencoder.Dense(6) with { Loss = new StructuralSimilarity() }).Fit(rows, options);
        TrainedAutoencoder near = (Autoencoder.Dense(6) with { Loss = new MeanSquaredError { Output = Hourglass.Layers.Activation.Sigmoid } }).Fit(rows, options);
        Assert.Equal([8, 8], ((StructuralSimilarity)alike.Recipe.Description.Likelihood).RowShape);
        double ofAlike = MeanLoss(alike), ofNear = MeanLoss(near);
        Assert.True(ofAlike < 0.95 * ofNear, $"{ofAlike} against {ofNear}");
        Assert.True(near.ReconstructionError(rows).Average() < alike.ReconstructionError(rows).Average());

        double MeanLoss(TrainedAutoencoder model)
        {
            var loss = new StructuralSimilarity { RowShape = [8, 8] };
            float[,] found = model.Reconstruct(rows);
            var row = new float[64];
            double sum = 0;
            for (int i = 0; i < rows.Rows; i++)
            {
                rows.CopyRow(i, row);
                int at = i;
                sum += LossOf(loss, [.. Enumerable.Range(0, 64).Select(column => found[at, column] / 16.0)], [.. row.Select(value => value / 16.0)]);
            }

            return sum / rows.Rows;
        }
    }

    [Fact]
    public void Rows_that_are_no_pictures_are_refused()
    {
        float[,] table = { { 0, 1, 0.5f }, { 1, 0, 0.25f } };
        string message = Assert.Throws<InputException>(() => (Autoencoder.Dense(1) with { Loss = new StructuralSimilarity() }).Fit(table)).Message;
        Assert.Contains("SSIM needs pictures", message);
        Assert.Contains("[3]", message);
    }

    // Of the reconstruction itself: its logits are what the sigmoid makes it of.
    private static double LossOf(PictureSimilarity loss, double[] picture, double[]? target = null)
    {
        var graph = new Graph();
        Node logits = graph.Input("logits", Shape.Batch(picture.Length)), row = graph.Input("row", Shape.Batch(picture.Length));
        var executor = new ReferenceExecutor();
        executor.Set(logits, [.. picture.Select(value => Math.Log(Math.Clamp(value, 1e-9, 1 - 1e-9) / (1 - Math.Clamp(value, 1e-9, 1 - 1e-9))))]);
        executor.Set(row, target ?? Scene);
        return executor.Evaluate(loss.Loss(logits, row))[0][0];
    }
}
