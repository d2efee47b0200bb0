using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// A picture codec, to be trained: a linear autoencoder of square tiles, begun from principal components, whose codes are rounded and entropy-coded.
/// Immutable; <see cref="Fit"/> gives an <see cref="ImageCodec"/>.
/// </summary>
/// <example><code>
/// ImageCodec codec = new ImageCompression().Fit(PictureSet.From(Digits.Train));
/// byte[] file = codec.Compress(picture, quality: 60);
/// Picture decoded = codec.Decompress(file);
/// </code></example>
public sealed record ImageCompression
{
    /// <summary>Of more tiles than this, so many are drawn to train on.</summary>
    public const int MostTiles = 120_000;

    // The step of training in grey levels: a finer one than most pictures are coded with, for the best qualities need what it leaves out.
    private const double TrainingStep = 16;

    // While pictures are measured: decoded, filtered and deflated as the rival's PNG, and those before it that are not collected yet (measured on photos).
    private const long PicturesAtOnce = 15;

    /// <summary>How a codec is trained by default: 4,000 steps at a rate that falls along a cosine.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = int.MaxValue,
        Steps = 4000,
        Patience = null,
        Schedule = Schedule.Cosine,
        Optimizer = new Adam { LearningRate = 5e-4 },
    };

    /// <summary>Pixels of a tile's side; 8 by default, 1 to 32.</summary>
    public int TileSide { get; init; } = 8;

    /// <summary>Numbers in the code of a tile; as many as the tile has when null (default): what is not needed costs next to nothing.</summary>
    public int? Code { get; init; }

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>What names mean in the model file.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>Trains on the tiles of some pictures, then learns how large the numbers of their codes are.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="validation">Pictures to validate on; null holds a share of the tiles back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The pictures, the options and the architecture do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public ImageCodec Fit(PictureSet pictures, PictureSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        (DataSet tiles, DataSet? held) = Tiles(pictures, validation);
        TrainedAutoencoder autoencoder = Describe(tiles, pictures, cancellationToken).Fit(tiles, held, Training, progress, cancellationToken);
        return new ImageCodec(autoencoder, CodeFitting.Fit(autoencoder, pictures, cancellationToken));
    }

    /// <summary>Does everything but train: for a look at the cost beforehand.</summary>
    /// <exception cref="InputException">The pictures, the options and the architecture do not fit.</exception>
    public PreparedTraining Prepare(PictureSet pictures, PictureSet? validation = null)
    {
        (DataSet tiles, DataSet? held) = Tiles(pictures, validation);
        return Describe(tiles, pictures, CancellationToken.None).Prepare(tiles, held, Training);
    }

    private (DataSet Tiles, DataSet? Held) Tiles(PictureSet pictures, PictureSet? validation)
    {
        if (TileSide is < 1 or > 32) throw new InputException("The tile cannot be used.", "tile", $"{TileSide}", "a side of 1 to 32 pixels", "for example 8");
        int channels = Math.Max(pictures.Channels, validation?.Channels ?? 1);
        return (Draw(pictures), validation is null ? null : Draw(validation));

        DataSet Draw(PictureSet some) => TileTraining.Draw(TileSet.Of(some, TileSide, channels), Training.Seed);
    }

    private Autoencoder Describe(DataSet tiles, PictureSet pictures, CancellationToken cancellationToken)
    {
        int code = Code ?? tiles.Width;
        // Tiles are scaled by the largest pixel, at most 255.
        double step = TrainingStep / byte.MaxValue;
        return new Autoencoder(new DenseAutoencoder(code) { CodeLayer = new QuantisedCode(code) { Step = step } })
        {
            Loss = new SquaredError { Variance = step * step / 12 },
            Scaling = ScalingKind.Unit,
            FirstValues = TileTraining.FirstValues(tiles, code, Training, cancellationToken),
            Catalog = Catalog,
            Afterwards = new([InferenceKind.Reconstruct, InferenceKind.Encode, InferenceKind.Decode], PicturesAtOnce * pictures.Pictures.Max(picture => (long)picture.Picture.Pixels.Length)),
        };
    }
}
