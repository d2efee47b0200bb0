using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Layers;

/// <summary>Codes ordered by nested dropout: Rippel, Gelbart and Adams 2014.</summary>
public class NestedDropoutTests
{
    private const int Width = 7, Code = 4, Rows = 400;

    // Section 3 of the paper: cut to its first k numbers, the code of a linear autoencoder does what k principal components do.
    [Fact]
    public void A_linear_code_cut_to_k_numbers_is_as_good_as_k_principal_components()
    {
        float[,] rows = Cloud();
        double[] ordered = ErrorsOfCutCodes(Fit(rows, [new NestedDropout()]), rows), plain = ErrorsOfCutCodes(Fit(rows, []), rows);
        double[] best = [.. Enumerable.Range(1, Code).Select(count => ErrorOfComponents(rows, count))];
        for (int k = 0; k < Code; k++) Assert.InRange(ordered[k], 0.999 * best[k], 1.04 * best[k]);
        Assert.Equal(ordered.OrderDescending(), ordered);

        // Without it the whole code is as good, and a part of it is not.
        Assert.InRange(plain[Code - 1], 0.999 * best[Code - 1], 1.04 * best[Code - 1]);
        Assert.True(plain[0] > 1.2 * best[0], $"{plain[0]} against {best[0]}");
    }

    [Fact]
    public void Prefixes_are_as_long_as_a_geometric_distribution_says()
    {
        const int rows = 20_000, columns = 6;
        const double rate = 0.3;
        var graph = new Graph();
        Node mask = graph.Apply(new PrefixMask("mask", Shape.Batch(columns), rate));
        double[] ones = new ReferenceExecutor { Run = { Rows = rows, Seed = 3 } }.Evaluate(mask)[0];
        var lengths = new int[columns + 1];
        for (int row = 0; row < rows; row++)
        {
            double[] one = ones[(row * columns)..((row + 1) * columns)];
            Assert.Equal(one.OrderDescending(), one);
            lengths[(int)one.Sum()]++;
        }

        Assert.Equal(0, lengths[0]);
        for (int length = 1; length <= columns; length++)
        {
            double expected = Math.Pow(1 - rate, length - 1) * (length < columns ? rate : 1);
            Assert.Equal(expected, lengths[length] / (double)rows, 4 * Math.Sqrt(expected * (1 - expected) / rows));
        }
    }

    [Fact]
    public void A_whole_code_is_seen_by_one_row_in_ten()
    {
        var builder = new GraphBuilder(new Graph(), isTraining: true);
        Node code = builder.Graph.Constant(Shape.Batch(9), 1), seen = new NestedDropout().Build(builder, code);
        double[] values = new ReferenceExecutor { Run = { Rows = 10_000 } }.Evaluate(seen)[0];
        Assert.Equal(0.1, Enumerable.Range(0, 10_000).Average(row => values[(row * 9) + 8]), 0.012);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_rate_that_is_no_share_is_refused(double rate)
    {
        Autoencoder autoencoder = Autoencoder.Dense(2) with { CodeLayers = [new NestedDropout { Rate = rate }] };
        Assert.Contains("above 0 and below 1", Assert.Throws<InputException>(() => autoencoder.Fit(Cloud())).Message);
    }

    [Fact]
    public void A_layer_that_changes_the_size_of_the_code_is_refused()
    {
        Autoencoder autoencoder = Autoencoder.Dense(2) with { CodeLayers = [new Dense(3)] };
        Assert.Contains("change its size", Assert.Throws<InputException>(() => autoencoder.Fit(Cloud())).Message);
    }

    private static TrainedAutoencoder Fit(float[,] rows, Layer[] codeLayers) =>
        (Autoencoder.Of([new Dense(Code)], [new Dense(Width)]) with { CodeLayers = [.. codeLayers], Loss = new SquaredError(), Scaling = ScalingKind.None }).Fit(
            rows, new TrainingOptions { Epochs = 150, Batch = 20, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Schedule = Schedule.Cosine, Optimizer = new Adam { LearningRate = 0.01 } });

    private static double[] ErrorsOfCutCodes(TrainedAutoencoder model, float[,] rows)
    {
        return [.. Enumerable.Range(1, Code).Select(ErrorOf)];

        double ErrorOf(int kept)
        {
            float[,] codes = model.Encode(rows);
            for (int row = 0; row < Rows; row++)
            {
                for (int column = kept; column < Code; column++) codes[row, column] = 0;
            }

            return rows.Cast<float>().Zip(model.Decode(codes).Cast<float>(), (x, y) => (double)(x - y) * (x - y)).Sum() / Rows;
        }
    }

    private static double ErrorOfComponents(float[,] rows, int count)
    {
        DataSet data = DataSet.From(rows);
        return PrincipalComponents.Fit(Rows, Width, data.CopyRow, count).SquaredErrorPerRow(Rows, data.CopyRow);
    }

    // A Gaussian cloud around 0, whose axes have deviations 2.4, 1.7, 1.2, ... and stand askew.
    private static float[,] Cloud()
    {
        var random = new RandomStream(8, "cloud");
        double[][] mix = [.. Enumerable.Range(0, Width).Select(_ => (double[])[.. Enumerable.Range(0, Width).Select(_ => random.NextNormal() / Math.Sqrt(Width))])];
        var rows = new float[Rows, Width];
        for (int row = 0; row < Rows; row++)
        {
            for (int axis = 0; axis < Width; axis++)
            {
                double length = random.NextNormal() * 2.4 * Math.Pow(0.7, axis);
                for (int column = 0; column < Width; column++) rows[row, column] += (float)(length * mix[axis][column]);
            }
        }

        return rows;
    }
}
