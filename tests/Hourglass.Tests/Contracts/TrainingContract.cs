using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Likelihoods;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Regularisers;
using Hourglass.Training;

namespace Hourglass.Tests.Contracts;

/// <summary>What holds for every part when an autoencoder is trained with it: same bits for any number of threads, the same after a file, a falling loss.</summary>
public class TrainingContract : PartContract
{
    private const int Rows = 150;

    public static TheoryData<Regulariser> Regularisers => PartExamples.Of<Regulariser>();

    public static TheoryData<Corruption> Corruptions => PartExamples.Of<Corruption>();

    public static TheoryData<Optimizer> Optimizers => PartExamples.Of<Optimizer>();

    [Theory, MemberData(nameof(Regularisers))]
    public void With_a_penalty(Regulariser regulariser) => Holds(new Autoencoder(new DenseAutoencoder(6) { CodeActivation = Activation.Sigmoid }) { Regularisers = [regulariser] });

    [Theory, MemberData(nameof(Corruptions))]
    public void With_a_corruption(Corruption corruption) => Holds(Autoencoder.Dense(6) with { Corruption = corruption });

    [Theory, MemberData(nameof(Optimizers))]
    public void With_an_optimizer(Optimizer optimizer) => Holds(Autoencoder.Dense(6), new TrainingOptions { Optimizer = optimizer });

    [Fact]
    public void With_clipping_averages_and_a_schedule() => Holds(
        Autoencoder.Dense(6), new TrainingOptions { ClipNorm = 0.5, WeightAverage = 0.9, Schedule = Schedule.Cosine, Optimizer = new Adam { LearningRate = 0.01 } });

    [Fact]
    public void With_clipped_gradients_of_kernels() => Holds(
        new Autoencoder(new ConvolutionalAutoencoder(3) { RowShape = [1, PartExamples.Features], Filters = [4] }), new TrainingOptions { ClipNorm = 0.5, Optimizer = new Adam { LearningRate = 0.01 } });

    /// <summary>Rows on a curve in eleven dimensions, in [0, 1].</summary>
    internal static DataSet Curve(int rows = Rows)
    {
        var random = new RandomStream(5, "curve");
        var values = new float[rows, PartExamples.Features];
        for (int row = 0; row < rows; row++)
        {
            double angle = random.NextDouble() * 6;
            for (int column = 0; column < PartExamples.Features; column++) values[row, column] = (float)(0.5 + (0.4 * Math.Sin(angle + column)));
        }

        return DataSet.From(values);
    }

    /// <summary>Rows of tokens, each one higher than the one before it, then padding.</summary>
    internal static DataSet Counting(int rows = Rows)
    {
        var random = new RandomStream(6, "counting");
        var values = new float[rows, PartExamples.Features];
        for (int row = 0; row < rows; row++)
        {
            (int first, int length) = (random.NextInt(PartExamples.Vocabulary), 3 + random.NextInt(PartExamples.Features - 3));
            for (int column = 0; column < length; column++) values[row, column] = 1 + ((first + column) % (PartExamples.Vocabulary - 1));
        }

        return DataSet.From(values);
    }

    protected override void Holds(Autoencoder autoencoder) => Holds(autoencoder, null);

    private static void Holds(Autoencoder autoencoder, TrainingOptions? options)
    {
        DataSet data = autoencoder.Loss is TokenLikelihood ? Counting() : Curve();
        options = (options ?? new TrainingOptions { Optimizer = new Adam { LearningRate = 0.01 } }) with { Epochs = 12, Batch = 40, Patience = null, Seed = 3 };
        autoencoder = autoencoder with { Scaling = ScalingKind.None };
        TrainedAutoencoder one = autoencoder.Fit(data, options with { Threads = 1 });
        Assert.True(one.History[^1].Loss < one.History[0].Loss, $"loss {one.History[0].Loss} -> {one.History[^1].Loss}");
        byte[] file = File(one);
        foreach (int threads in (int[])[2, 7]) Assert.Equal(Weights(one), Weights(autoencoder.Fit(data, options with { Threads = threads })));
        Assert.NotEqual(Weights(one), Weights(autoencoder.Fit(data, options with { Threads = 1, Seed = 4 })));

        TrainedAutoencoder loaded = TrainedAutoencoder.Load(new MemoryStream(file));
        Assert.Equal(one.Reconstruct(data), loaded.Reconstruct(data));
        Assert.Equal(one.Encode(data), loaded.Encode(data));
        Assert.Equal(one.Loss(data), loaded.Loss(data));
        Assert.Equal(0, loaded.SelfTest());
        Assert.Equal(file, File(loaded));
        Assert.Equal(one.Reconstruct(data), loaded.Decode(loaded.Encode(data)));
    }

    private static float[][] Weights(TrainedAutoencoder model) => [.. model.ParameterPaths.Select(model.Parameter)];

    private static byte[] File(TrainedAutoencoder model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
