using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Corruptions;

/// <summary>What damage does to a row, and that an autoencoder trained on damaged rows mends others: Vincent et al. 2008 and 2010.</summary>
public class DenoisingTests
{
    public static TheoryData<Corruption> Kinds => [new GaussianNoise(0.3), new ClippedGaussianNoise(0.5), new MaskingNoise(0.4), new SaltAndPepperNoise(0.25), new Blur(1)];

    [Theory, MemberData(nameof(Kinds))]
    public void An_autoencoder_trained_on_damage_mends_it(Corruption corruption)
    {
        DataSet train = Digits.Train.Select([.. Enumerable.Range(0, 700)]), test = Digits.Test.Select([.. Enumerable.Range(0, 100)]);
        var options = new TrainingOptions { Epochs = 60, Batch = 50, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Optimizer = new Adam { LearningRate = 5e-3 } };
        float[,] clean = Scaled(test), damaged = Damaged(corruption.ForRows([8, 8]), clean);
        double mended = Distance(clean, Reconstruct(Autoencoder.Dense(32, 64) with { Corruption = corruption }));
        double copied = Distance(clean, Reconstruct(Autoencoder.Dense(32, 64)));
        Assert.True(mended < 0.7 * Distance(clean, damaged), $"damaged {Distance(clean, damaged)}, mended {mended}");
        Assert.True(mended < 0.8 * copied, $"mended {mended}, without training on damage {copied}");

        // The model takes pixels from 0 to 16.
        float[,] Reconstruct(Autoencoder autoencoder) => Times(autoencoder.Fit(train, options).Reconstruct(Times(damaged, 16)), 1 / 16f);
    }

    [Fact]
    public void Blur_spreads_a_point_as_a_Gaussian_and_keeps_an_even_picture()
    {
        var point = new float[1, 121];
        point[0, 60] = 1;
        float[,] spread = Damaged(new Blur(1.2) { RowShape = [11, 11] }, point);
        Assert.Equal(Math.Exp(-0.5 / (1.2 * 1.2)), spread[0, 61] / spread[0, 60], 1e-5);
        Assert.Equal(Math.Exp(-1 / (1.2 * 1.2)), spread[0, 72] / spread[0, 60], 1e-5);

        var even = new float[1, 27];
        for (int i = 0; i < 27; i++) even[0, i] = 0.25f * (1 + (i % 3));
        Assert.All(Damaged(new Blur(2) { RowShape = [3, 3, 3] }, even).Cast<float>().Zip(even.Cast<float>()), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void A_blur_wider_than_the_picture_leaves_little_but_its_mean()
    {
        var picture = new float[1, 12];
        for (int i = 0; i < 12; i++) picture[0, i] = i;
        Assert.All(Damaged(new Blur(1e9) { RowShape = [3, 4] }, picture).Cast<float>(), value => Assert.Equal(5.5, value, 1e-4));
    }

    [Fact]
    public void Clipped_noise_stays_between_0_and_1_and_plain_noise_does_not()
    {
        var rows = new float[50, 20];
        Assert.All(Damaged(new ClippedGaussianNoise(0.5), rows).Cast<float>(), value => Assert.InRange(value, 0, 1));
        Assert.Contains(Damaged(new GaussianNoise(0.5), rows).Cast<float>(), value => value < -0.5);
    }

    [Fact]
    public void A_blur_of_a_table_is_refused()
    {
        string message = Assert.Throws<InputException>(() => (Autoencoder.Dense(1) with { Corruption = new Blur(1) }).Fit(new float[4, 3])).Message;
        Assert.Contains("Blur needs pictures", message);
        Assert.Contains("above 0", Assert.Throws<InputException>(() => (Autoencoder.Dense(1) with { Corruption = new Blur(0) }).Fit(Digits.Test)).Message);
    }

    private static float[,] Damaged(Corruption corruption, float[,] rows)
    {
        var graph = new Graph();
        Node input = graph.Input("row", Shape.Batch(rows.GetLength(1)));
        var executor = new ReferenceExecutor { Run = { Rows = rows.GetLength(0), Seed = 77 } };
        executor.Set(input, [.. rows.Cast<float>().Select(value => (double)value)]);
        double[] values = executor.Evaluate(corruption.Apply(input))[0];
        var damaged = new float[rows.GetLength(0), rows.GetLength(1)];
        for (int i = 0; i < values.Length; i++) damaged[i / rows.GetLength(1), i % rows.GetLength(1)] = (float)values[i];
        return damaged;
    }

    private static float[,] Scaled(DataSet data)
    {
        var rows = new float[data.Rows, data.Width];
        for (int row = 0; row < data.Rows; row++) data.CopyRow(row, System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref rows[row, 0], data.Width));
        return Times(rows, 1 / 16f);
    }

    private static float[,] Times(float[,] rows, float factor)
    {
        var result = new float[rows.GetLength(0), rows.GetLength(1)];
        for (int row = 0; row < rows.GetLength(0); row++)
        {
            for (int column = 0; column < rows.GetLength(1); column++) result[row, column] = rows[row, column] * factor;
        }

        return result;
    }

    private static double Distance(float[,] left, float[,] right) => left.Cast<float>().Zip(right.Cast<float>(), (x, y) => (double)(x - y) * (x - y)).Sum();
}
