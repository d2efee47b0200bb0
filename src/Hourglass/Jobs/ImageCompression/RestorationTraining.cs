using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// Trains what a codec's decoder does to a picture after the wavelet synthesis: the net of a <see cref="WaveletAutoencoder"/>, on tiles in units of a step drawn anew for
/// each, so that one net serves all qualities. Immutable.
/// </summary>
internal sealed record RestorationTraining
{
    /// <summary>How it is trained by default: 12,000 steps of 8 tiles, half of them mirrored.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = int.MaxValue,
        Steps = 12_000,
        Batch = 8,
        Patience = null,
        KeepBest = false,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 3e-3 },
        WeightAverage = 0.998,
        Augmentation = new Augmentation { Flip = true },
    };

    // The side of the tiles in the model file, whose weights fit tiles of any side: it holds some rows, to test itself with.
    private const int SideInFile = 16;

    private const int LeastSide = 8;

    /// <summary>Filters of the convolutions but the last.</summary>
    public ImmutableArray<int> Filters { get; init; } = [48, 48, 48, 48];

    /// <summary>Pixels of a tile's side; less where a picture is smaller.</summary>
    public int TileSide { get; init; } = 96;

    /// <summary>Tiles to train on, and to validate on.</summary>
    public (int Training, int Validation) Tiles { get; init; } = (12_000, 192);

    /// <summary>Finest and coarsest step of rounding, in grey levels. Of finer ones little can be restored, but their errors would outweigh the others'.</summary>
    public (double Finest, double Coarsest) Steps { get; init; } = (6, 130);

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>Trains.</summary>
    /// <param name="pictures">The pictures to train on.</param>
    /// <param name="validation">The pictures to validate on.</param>
    /// <param name="colour">[3, 3], the codec's colour space: see <see cref="QuantisedTiles"/>.</param>
    /// <param name="from">A trained one to begin with, of the same filters; zeros that change nothing when null.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>The autoencoder, its rows tiles of 16 x 16; <see cref="Restoration.From"/> takes its net.</returns>
    /// <exception cref="InputException">A picture is smaller than 8 x 8, or an option is out of range.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public TrainedAutoencoder Fit(
        PictureSet pictures, PictureSet validation, ReadOnlySpan<float> colour, TrainedAutoencoder? from = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int smallest = pictures.Pictures.Concat(validation.Pictures).Min(picture => Math.Min(picture.Picture.Width, picture.Picture.Height)), side = Math.Max(LeastSide, Math.Min(TileSide, smallest));
        var architecture = new WaveletAutoencoder { Filters = Filters };
        var autoencoder = new Autoencoder(architecture)
        {
            Loss = new MeanSquaredError(),
            Scaling = ScalingKind.None,
            FirstValues = from?.ParameterPaths.ToImmutableDictionary(path => path, from.Parameter) ?? ImmutableDictionary<string, float[]>.Empty,
        };
        TrainedAutoencoder model = autoencoder.Fit(
            new QuantisedTiles(pictures, colour, side, Tiles.Training, Steps, Training.Seed), new QuantisedTiles(validation, colour, side, Tiles.Validation, Steps, Training.Seed + 1), Training, progress, cancellationToken);
        ImmutableArray<int> shape = [SideInFile, SideInFile, 3];
        return model.With(model.Recipe with
        {
            RowShape = shape,
            CodeSize = SideInFile * SideInFile * 3,
            Description = model.Recipe.Description with { Architecture = architecture.ForRows(shape) },
        });
    }
}
