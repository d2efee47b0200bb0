using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression.Transform;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// A picture codec, to be trained: axes of colour, the net that restores what rounding took, and statistics of coefficients, each from the pictures. Immutable;
/// <see cref="Fit"/> gives an <see cref="ImageCodec"/>.
/// </summary>
/// <example><code>
/// ImageCodec codec = new ImageCompression().Fit(PictureSet.From(Digits.Train));
/// byte[] file = codec.Compress(picture, quality: 60);
/// Picture decoded = codec.Decompress(file);
/// </code></example>
public sealed record ImageCompression
{
    // Pixels of the tiles that the net is trained on: many against its reach of some thirty.
    private const int LongestTile = 96;

    // As many tiles as an epoch has.
    private const int TilesAnEpoch = 8192;

    // Finest and coarsest rounding step in grey levels: qualities 83 and 22.
    private static readonly (double, double) s_steps = (3, 130);

    /// <summary>How a codec is trained by default: 3,000 steps of 8 tiles, flipped at random, at a rate that rises, then falls along a cosine.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = int.MaxValue,
        Steps = 3000,
        Batch = 8,
        Patience = null,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 1e-3 },
        Augmentation = new() { Flip = true },
    };

    /// <summary>Filters of the convolutions of the net but the last; 48, 48, 48, 48 by default; those of <see cref="With"/>, if there is one.</summary>
    public ImmutableArray<int> Filters { get; init; } = [48, 48, 48, 48];

    /// <summary>A codec to begin with instead of from nothing; null by default. Its net is trained on, its statistics learn on; its axes of colour stay.</summary>
    public ImageCodec? With { get; init; }

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>What names mean in the model file.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>Trains on some pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="validation">Pictures to validate on; null holds a share of the tiles back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The pictures, the options and the architecture do not fit.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public ImageCodec Fit(PictureSet pictures, PictureSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ColourRotation colours = With?.Parameters.Colours ?? ColourAxes.Of(pictures);
        TrainedAutoencoder autoencoder = Describe().Fit(
            Tiles(pictures, colours, Training.Seed), validation is null ? null : Tiles(validation, colours, Training.Seed), Training, progress, cancellationToken);
        return new ImageCodec(autoencoder, new StatisticsFitting(pictures, Training.Seed, cancellationToken).Fit(colours, With?.Parameters, Restoration.From(autoencoder)), With is null ? null : $"{With.Id:x8}");
    }

    /// <summary>Does everything but train: for a look at the cost beforehand.</summary>
    /// <exception cref="InputException">The pictures, the options and the architecture do not fit.</exception>
    public PreparedTraining Prepare(PictureSet pictures, PictureSet? validation = null)
    {
        ColourRotation colours = With?.Parameters.Colours ?? ColourAxes.Of(pictures);
        return Describe().Prepare(Tiles(pictures, colours, Training.Seed), validation is null ? null : Tiles(validation, colours, Training.Seed), Training);
    }

    /// <summary>What the net is trained on: tiles of those pictures that are large enough for one, as large as there are.</summary>
    internal static DataSet Tiles(PictureSet pictures, ColourRotation colours, ulong seed)
    {
        int side = Math.Min(pictures.Pictures.Max(picture => Math.Min(picture.Picture.Width, picture.Picture.Height)), LongestTile) & ~1;
        if (side < 2) throw new InputException("The pictures are too small to train on.", pictures.Name, "no picture of two lines and columns", "at least one of 2 x 2 pixels", "give larger ones");
        NamedPicture[] large = [.. pictures.Pictures.Where(picture => Math.Min(picture.Picture.Width, picture.Picture.Height) >= side)];
        float[] matrix = [.. colours.Matrix.ToArray().Select(value => value / 16384f)];
        return new QuantisedTiles(pictures with { Pictures = large }, matrix, side, TilesAnEpoch, s_steps, seed);
    }

    private Autoencoder Describe() => new(new WaveletAutoencoder { Filters = (With?.Autoencoder.Recipe.Description.Architecture as WaveletAutoencoder)?.Filters ?? Filters })
    {
        Loss = new SquaredError(),
        Scaling = ScalingKind.None,
        FirstValues = With?.Weights ?? ImmutableDictionary<string, float[]>.Empty,
        Catalog = Catalog,
    };
}
