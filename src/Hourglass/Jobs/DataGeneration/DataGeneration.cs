using System.Runtime.InteropServices;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Priors;
using Hourglass.Training;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>
/// Data generation, to be trained: a variational autoencoder, and a prior over its codes from which new rows are drawn. Immutable;
/// <see cref="Fit"/> gives a <see cref="DataGenerator"/>.
/// </summary>
/// <example><code>
/// DataGenerator generator = new DataGeneration().Fit(Digits.Train);
/// float[,] digits = generator.Sample(100, seed: 1);          // [100, 64]
/// </code></example>
public sealed record DataGeneration
{
    // A mixture is fitted to so many codes at most.
    private const int MostCodes = 10_000;

    // Of these rows: themselves, their normal scores, sorted columns, and samples of all rivals to measure.
    private const int TablesOfRows = 5;

    // The receipts compare each training row with the nearest other one.
    private const int FewestRows = 2;

    /// <summary>The architecture of a generator by default: two hidden layers and a code of 16 numbers, of which the training uses as many as it needs.</summary>
    public static ArchitectureOptions DefaultArchitecture { get; } = new() { Code = 16, Layers = [256, 128], Activation = Activation.Swish };

    /// <summary>How a generator is trained by default: until the bound is stable, at most 300 epochs, at a rate that falls along a cosine.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = 300,
        Batch = 64,
        Patience = 100,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 1e-3 },
    };

    /// <summary>The autoencoder. Its loss, unless one is named, is binary cross-entropy for pictures and a Gaussian with its own variance (standard scaling) for tables.</summary>
    public Autoencoder Autoencoder { get; init; } = new(DenseAutoencoder.Variational(DefaultArchitecture));

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>The distribution that codes are drawn from; a mixture fitted to the training rows' codes by default.</summary>
    public PriorKind Prior { get; init; }

    /// <summary>The autoencoder with what it leaves open chosen for some rows.</summary>
    /// <param name="data">The rows.</param>
    public Autoencoder AutoencoderFor(DataSet data) => Scaler.KindFor(data) == ScalingKind.Unit ? Autoencoder : ForTables(Autoencoder);

    /// <summary>An autoencoder for tables: with a Gaussian likelihood and standard scaling where it names no others.</summary>
    public static Autoencoder ForTables(Autoencoder autoencoder) =>
        autoencoder with { Loss = autoencoder.Loss ?? new GaussianLikelihood(), Scaling = autoencoder.Scaling ?? ScalingKind.Standard };

    /// <summary>Trains on some rows, fits the prior to their codes, and puts samples beside rows held back and rivals: the <see cref="DataGenerator.Receipts"/>.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="validation">The rows to validate on; null holds a share of the training rows back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The data, the options and the architecture do not fit; there are too few rows; or a plain code is to be drawn from a normal prior.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public DataGenerator Fit(DataSet data, DataSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        (DataSet training, DataSet? heldBack) = Check(data, validation);
        TrainedAutoencoder autoencoder = Describe(data, training).Fit(data, validation, Training, progress, cancellationToken);
        training = autoencoder.Align(training);
        DataSet some = training.AtMost(MostCodes, "codes of the prior");
        var codes = CodeStatistics.Of(autoencoder, some, Training.Seed);
        Prior prior = Priors.Prior.Fit(Prior, Flat(autoencoder.DrawCodes(some, Training.Seed)), autoencoder.CodeSize, Training.Seed);
        float[] rows = autoencoder.Scaler.Apply(some);
        GaussianCopula? copula = autoencoder.Width <= GaussianCopula.WidestRow ? GaussianCopula.Fit(rows, autoencoder.Width) : null;
        var generator = new DataGenerator(autoencoder, prior, codes, ColumnLimits.Of(training), data.RowShape.Count == 1 ? copula : null, null);
        return generator.WithReceipts(Receipts.Of(generator, rows, heldBack, copula, Training.Seed));
    }

    /// <summary>Does everything but train. For a look at the cost beforehand.</summary>
    /// <inheritdoc cref="Fit"/>
    public PreparedTraining Prepare(DataSet data, DataSet? validation = null)
    {
        (DataSet training, _) = Check(data, validation);
        return Describe(data, training).Prepare(data, validation, Training);
    }

    /// <summary>The rows trained on and the rows held back, as a training with these options divides them.</summary>
    /// <param name="data">The rows given to the training.</param>
    /// <param name="validation">The rows to validate on, when they were given apart.</param>
    /// <param name="options">How it was trained.</param>
    /// <returns>The rows; null when none were held back.</returns>
    public static (DataSet Training, DataSet? HeldBack) Divide(DataSet data, DataSet? validation, TrainingOptions options) =>
        validation is not null ? (data, validation)
        : options.SplitOf(data.Rows) is { } split ? (data.Select(split.Training), data.Select(split.Validation))
        : (data, null);

    private Autoencoder Describe(DataSet data, DataSet training) => AutoencoderFor(data) with
    {
        Afterwards = new(
            [InferenceKind.Encode, InferenceKind.DrawCode, InferenceKind.Decode],
            (TablesOfRows * (long)Math.Min(MostCodes, training.Rows) * data.Width * sizeof(float)) + (data.Width <= GaussianCopula.WidestRow ? PrincipalComponents.BytesFor(data.Width) : 0)),
    };

    // What would fail only after the training.
    private (DataSet Training, DataSet? HeldBack) Check(DataSet data, DataSet? validation)
    {
        Training.Validate();
        (DataSet training, DataSet? heldBack) = Divide(data, validation, Training);
        if (training.Rows < FewestRows)
        {
            throw new InputException(
                "There are too few rows.", data.Name, training.Rows == data.Rows ? $"{data.Rows}" : $"{data.Rows}, {training.Rows} of them to train on",
                $"at least {FewestRows} rows to train on, besides those held back", "give more rows");
        }

        if (Prior == PriorKind.Normal && !AutoencoderFor(data).IsVariational(data))
        {
            throw new InputException(
                "Codes cannot be drawn from this prior.", "prior", "normal, for a plain autoencoder", "only a variational code is trained to be normal",
                "leave out --prior normal, or add --model vae");
        }

        return (training, heldBack);
    }

    private static float[] Flat(float[,] matrix) => MemoryMarshal.CreateSpan(ref matrix[0, 0], matrix.Length).ToArray();
}
