using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Likelihoods;
using Hourglass.LinearAlgebra;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Priors;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Jobs;

public class DataGenerationTests
{
    private static readonly Lazy<DataGenerator> OfDigits = new(() => new DataGeneration { Training = DataGeneration.DefaultTraining with { Epochs = 60 } }.Fit(Digits.Train));
    private static readonly Lazy<DataGenerator> OfTable = new(() => new DataGeneration { Training = DataGeneration.DefaultTraining with { Epochs = 120 } }.Fit(Table(600, "training")));

    [Fact]
    public void The_negative_bound_falls_over_the_training()
    {
        IReadOnlyList<EpochRecord> history = OfDigits.Value.Autoencoder.History;
        Assert.Equal(["reconstruction", "kl"], history[0].Parts.Select(part => part.Name));
        Assert.True(history[^1].Loss < 0.6 * history[0].Loss, $"{history[0].Loss} -> {history[^1].Loss}");
        Assert.All(history, epoch => Assert.Equal(epoch.Loss, epoch.Parts.Sum(part => part.Value), 1e-4));
    }

    [Fact]
    public void Samples_lie_between_real_rows_and_noise_and_are_no_copies()
    {
        Receipts digits = OfDigits.Value.Receipts, table = OfTable.Value.Receipts;
        Assert.InRange(digits.Samples.Distance, 0.85 * digits.HeldBack!.Distance, 0.8 * digits.Independent.Distance);
        Assert.InRange(table.Samples.Distance, 0.85 * table.HeldBack!.Distance, table.Independent.Distance);
        Assert.Equal((0, 0), (digits.Samples.ExactCopies, table.Samples.ExactCopies));
        Assert.InRange(digits.Samples.NearerShare!.Value, 0.35, 0.75);
        Assert.True(table.Samples.TrendError < table.Independent.TrendError / 3, $"{table.Samples.TrendError} {table.Independent.TrendError}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_more_begin_with_the_same()
    {
        foreach (DataGenerator generator in (DataGenerator[])[OfDigits.Value, OfTable.Value])
        {
            float[,] few = generator.Sample(5, 9), many = generator.Sample(90, 9);
            Assert.Equal(few.Cast<float>(), many.Cast<float>().Take(few.Length), (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal(many, generator.Sample(90, 9));
            Assert.NotEqual(many, generator.Sample(90, 10));
        }
    }

    [Fact]
    public void A_table_is_drawn_from_its_likelihood_in_original_units()
    {
        float[,] rows = OfTable.Value.Sample(2000);
        double[] first = [.. Enumerable.Range(0, 2000).Select(row => (double)rows[row, 0])];
        Assert.Equal(100, first.Average(), 3.0);
        Assert.Equal(20, Math.Sqrt(first.Average(value => Math.Pow(value - first.Average(), 2))), 4.0);
        Assert.IsType<GaussianLikelihood>(OfTable.Value.Autoencoder.Recipe.Description.Likelihood);
        Assert.Equal(ScalingKind.Standard, OfTable.Value.Autoencoder.Scaler.Kind);
        Assert.IsType<BernoulliCrossEntropy>(OfDigits.Value.Autoencoder.Recipe.Description.Likelihood);
    }

    [Fact]
    public void Samples_keep_to_the_limits_and_whole_numbers_of_the_training_rows()
    {
        float[,] digits = OfDigits.Value.Sample(200, 3), table = OfTable.Value.Sample(500, 3);
        Assert.All(digits.Cast<float>(), value => Assert.True(value is >= 0 and <= 16 && value == MathF.Round(value), $"{value}"));
        DataSet training = Table(600, "training");
        for (int column = 0; column < 3; column++)
        {
            float[] seen = [.. Enumerable.Range(0, training.Rows).Select(row => Copy(training, row)[column])], drawn = [.. Enumerable.Range(0, 500).Select(row => table[row, column])];
            Assert.All(drawn, value => Assert.InRange(value, seen.Min(), seen.Max()));
            Assert.Contains(drawn, value => value != MathF.Round(value));
        }
    }

    [Fact]
    public void The_way_between_two_rows_begins_and_ends_with_their_reconstructions()
    {
        DataSet test = Digits.Test;
        float[,] way = OfDigits.Value.Between(test, 3, 8, 5), ends = OfDigits.Value.Autoencoder.Reconstruct(test.Select(3, 8));
        for (int column = 0; column < 64; column++)
        {
            Assert.Equal(ends[0, column], way[0, column], 1e-3f);
            Assert.Equal(ends[1, column], way[4, column], 1e-3f);
        }
    }

    [Fact]
    public void A_traversal_varies_the_numbers_in_use_the_most_active_first()
    {
        DataGenerator generator = OfDigits.Value;
        IReadOnlyList<(int Number, float[,] Rows)> varied = generator.Traverse(7, Digits.Test.Select(2));
        Assert.Equal(generator.ActiveNumbers, varied.Select(one => one.Number));
        Assert.InRange(varied.Count, 2, 16);
        Assert.All(varied, one => Assert.NotEqual(Row(one.Rows, 0), Row(one.Rows, 6)));
        double Change(int place) => Row(varied[place].Rows, 0).Zip(Row(varied[place].Rows, 6), (a, b) => Math.Abs(a - b)).Sum();
        Assert.True(Change(0) > 50, $"{Change(0)}");
    }

    [Fact]
    public void More_importance_samples_come_closer_to_the_likelihood_from_above()
    {
        double[] nats = [.. ((int[])[1, 5, 50]).Select(count => Value(OfDigits.Value.WithImportanceSamples(count).Evaluate(Digits.Test), "nllPerRow"))];
        double bound = -Value(OfDigits.Value.Evaluate(Digits.Test), "elbo");
        Assert.True(nats[0] > nats[1] && nats[1] > nats[2], string.Join(' ', nats));
        Assert.True(nats[2] < bound, $"{nats[2]} {bound}");
        Assert.Equal(bound, nats[0], 0.5);
    }

    [Fact]
    public void The_bound_is_reconstruction_and_cost_of_the_code()
    {
        IReadOnlyList<Measure> measures = OfDigits.Value.Evaluate(Digits.Test);
        Assert.Equal(-Value(measures, "elbo"), Value(measures, "reconstruction") + Value(measures, "kl"), 1e-9);
        Assert.Equal(OfDigits.Value.Autoencoder.Divergence(Digits.Test).Average(nats => (double)nats), Value(measures, "kl"), 1e-9);
    }

    // Tipping and Bishop 1999: x = W z + noise has the likelihood of a normal distribution, and a linear variational autoencoder can reach it
    // (Lucas et al. 2019).
    [Fact]
    public void On_data_of_probabilistic_PCA_the_bound_of_a_linear_vae_comes_close_to_the_exact_likelihood()
    {
        float[,] loadings = { { 2, 0 }, { 1, 1 }, { 0, 1.5f }, { -1, 1 }, { 0.5f, 0.5f } };
        const double Noise = 0.5;
        DataSet training = DataSet.From(Rows(3000, "training")), test = DataSet.From(Rows(1000, "test"));
        TrainedAutoencoder model = new Autoencoder(DenseAutoencoder.Variational(new ArchitectureOptions { Code = 2 })) { Loss = new GaussianLikelihood(), Scaling = ScalingKind.None }
            .Fit(training, new TrainingOptions { Epochs = 400, Batch = 100, Patience = null, Validation = 0, Optimizer = new Adam { LearningRate = 1e-2 }, Schedule = Schedule.Cosine });
        double exact = Enumerable.Range(0, test.Rows).Average(row => LogLikelihood(Copy(test, row)));
        double bound = VariationalMeasures.Of(model, test, 20).Bound!.Value;
        Assert.InRange(bound, exact - 0.1, exact + 0.02);

        float[,] Rows(int count, string path)
        {
            var random = new RandomStream(5, path);
            var rows = new float[count, 5];
            for (int row = 0; row < count; row++)
            {
                (double first, double second) = (random.NextNormal(), random.NextNormal());
                for (int i = 0; i < 5; i++) rows[row, i] = (float)((loadings[i, 0] * first) + (loadings[i, 1] * second) + (Noise * random.NextNormal()));
            }

            return rows;
        }

        double LogLikelihood(float[] row)
        {
            var covariance = new double[25];
            for (int i = 0; i < 25; i++) covariance[i] = (loadings[i / 5, 0] * loadings[i % 5, 0]) + (loadings[i / 5, 1] * loadings[i % 5, 1]) + (i % 6 == 0 ? Noise * Noise : 0);
            SymmetricEigen eigen = SymmetricEigen.Decompose(covariance, 5);
            double sum = 5 * Math.Log(2 * Math.PI);
            for (int axis = 0; axis < 5; axis++)
            {
                double along = 0;
                for (int i = 0; i < 5; i++) along += eigen.Vector(axis)[i] * row[i];
                sum += Math.Log(eigen.Values[axis]) + (along * along / eigen.Values[axis]);
            }

            return -sum / 2;
        }
    }

    [Fact]
    public void A_squared_error_has_no_likelihood_and_a_plain_code_no_normal_prior()
    {
        var options = new TrainingOptions { Epochs = 1 };
        DataGenerator squared = new DataGeneration { Autoencoder = new Autoencoder(DenseAutoencoder.Variational(new ArchitectureOptions { Code = 2 })) { Loss = new SquaredError() }, Training = options }.Fit(Digits.Test);
        Assert.Null(squared.Evaluate(Digits.Test).Single(measure => measure.Key == "nllPerRow").Value);
        var plain = new DataGeneration { Autoencoder = Autoencoder.Dense(3, 20), Training = options, Prior = PriorKind.Normal };
        Assert.Contains("--model vae", Assert.Throws<InputException>(() => plain.Fit(Digits.Test)).Message);
        Assert.Equal(4, (plain with { Prior = PriorKind.Mixture }).Fit(Digits.Test).Sample(4).GetLength(0));
    }

    [Fact]
    public void More_than_fits_is_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OfDigits.Value.Sample(100_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => OfDigits.Value.Traverse(100_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => OfDigits.Value.Between(Digits.Test, 0, 1, 1_000_000_000));
    }

    [Fact]
    public void Without_rows_held_back_there_are_receipts_too()
    {
        DataGenerator generator = new DataGeneration { Training = new TrainingOptions { Epochs = 1, Validation = 0 } }.Fit(Table(30, "few"));
        Assert.Null(generator.Receipts.HeldBack);
        Assert.Null(generator.Receipts.IsBetweenRealAndNoise);
        Assert.EndsWith(".", generator.Receipts.Summary);
        Assert.All(GenerationReport.Sections(generator, Table(30, "few"), null), section => Assert.NotEmpty(section.Title));
    }

    // Three columns: the second rises with the first, the third is noise of its own.
    private static DataSet Table(int count, string path)
    {
        var random = new RandomStream(3, path);
        var rows = new float[count, 3];
        for (int row = 0; row < count; row++)
        {
            double x = random.NextNormal();
            (rows[row, 0], rows[row, 1], rows[row, 2]) = ((float)(100 + (20 * x)), (float)((3 * x) + random.NextNormal()), (float)(0.01 * random.NextNormal()));
        }

        return DataSet.From(rows, ["length", "weight", "drift"]);
    }

    private static double Value(IReadOnlyList<Measure> measures, string key) => measures.Single(measure => measure.Key == key).Value!.Value;

    private static float[] Copy(DataSet data, int row)
    {
        var values = new float[data.Width];
        data.CopyRow(row, values);
        return values;
    }

    private static IEnumerable<float> Row(float[,] rows, int row) => Enumerable.Range(0, rows.GetLength(1)).Select(column => rows[row, column]);
}
