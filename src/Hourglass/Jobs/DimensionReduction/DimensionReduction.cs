using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Training;

namespace Hourglass.Jobs.DimensionReduction;

/// <summary>
/// Dimension reduction, to be trained: an autoencoder whose code is a map of the rows. Immutable;
/// <see cref="Fit"/> gives a <see cref="DimensionReducer"/>.
/// </summary>
/// <example><code>
/// DimensionReducer reducer = new DimensionReduction().Fit(Digits.Train);
/// float[,] map = reducer.Map(Digits.Test);          // [360, 64] -> [360, 2]
/// </code></example>
public sealed record DimensionReduction
{
    /// <summary>The architecture of a map by default: three hidden layers and a linear code of two numbers.</summary>
    public static ArchitectureOptions DefaultArchitecture { get; } = new() { Code = 2, Layers = [256, 128, 64], Activation = Activation.Swish };

    /// <summary>How a map is trained by default: until the loss is stable, at most 150 epochs, at a rate that falls along a cosine.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = 150,
        Batch = 64,
        Patience = 30,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 2e-3 },
    };

    /// <summary>The autoencoder; its code is the map.</summary>
    public Autoencoder Autoencoder { get; init; } = new(DenseAutoencoder.From(DefaultArchitecture));

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>Trains on some rows, and fits principal components of the same number on the same rows: the rival to compare with.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="validation">The rows to validate on; null holds a share of the training rows back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The data, the options and the architecture do not fit, or there are too few rows.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public DimensionReducer Fit(DataSet data, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(data);
        TrainedAutoencoder autoencoder = Describe(data).Fit(data, validation, Training, progress, cancellationToken);
        data = autoencoder.Align(data);
        int components = Math.Min(autoencoder.CodeSize, data.Width);
        var rival = PrincipalComponents.Fit(data.Rows, data.Width, (row, target) => autoencoder.Scaler.CopyScaled(data, row, target), components, cancellationToken: cancellationToken);
        return new DimensionReducer(autoencoder, rival);
    }

    /// <summary>Does everything but train. For a look at the cost beforehand.</summary>
    /// <inheritdoc cref="Fit"/>
    public PreparedTraining Prepare(DataSet data, DataSet? validation = null)
    {
        Check(data);
        return Describe(data).Prepare(data, validation, Training);
    }

    private Autoencoder Describe(DataSet data) => Autoencoder with
    {
        Afterwards = new([InferenceKind.Reconstruct, InferenceKind.Encode], PrincipalComponents.BytesFor(data.Width)),
    };

    // A map of fewer rows could not be measured after the training.
    private static void Check(DataSet data)
    {
        if (data.Rows < DimensionReducer.FewestRowsMeasured)
            throw new InputException("There are too few rows.", data.Name, $"{data.Rows}", $"at least {DimensionReducer.FewestRowsMeasured} rows", "give more rows");
    }
}
