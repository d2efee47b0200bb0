using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Readers;
using Hourglass.Sources;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>A trained picture codec: pictures of any size to bytes and back; bytes give the same pixels on every machine.</summary>
public sealed class ImageCodec : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "image";

    /// <summary>The quality when nothing is said.</summary>
    public const int DefaultQuality = 50;

    // The id of the codec that training began with, if it did not begin with nothing.
    private const string BegunWithKey = "begunWith";

    private const string DefaultResource = "Hourglass.Jobs.ImageCompression.default-codec.hourglass.br";

    private static readonly Lazy<ImageCodec> s_default = new(LoadDefault);
    private readonly CodecParameters _parameters;
    private readonly string? _begunWith;

    internal ImageCodec(TrainedAutoencoder autoencoder, CodecParameters parameters, string? begunWith) : base(autoencoder)
    {
        (_parameters, _begunWith) = (parameters, begunWith);
        Id = IdOf(autoencoder, parameters);
    }

    /// <summary>The codec that Hourglass comes with, trained on photographs (docs/default-codec.md).</summary>
    public static ImageCodec Default => s_default.Value;

    /// <summary>The qualities that <see cref="Evaluate"/> measures beside <see cref="DefaultQuality"/>.</summary>
    public static IReadOnlyList<int> MeasuredQualities { get; } = [20, 35, DefaultQuality, 70];

    /// <inheritdoc/>
    public override string Job => Name;

    /// <summary>The first 4 bytes of SHA-256 over all trained numbers: a compressed picture names the model it needs by it.</summary>
    public uint Id { get; }

    /// <inheritdoc/>
    protected override JsonObject Settings => _begunWith is null ? [] : new JsonObject { [BegunWithKey] = _begunWith };

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections => _parameters.ToSections();

    /// <inheritdoc/>
    public override IReadOnlyList<(string What, string Value)> Facts => [("id", $"{Id:x8}"), ("pictures", "grey or coloured, with or without opacity, of any size")];

    internal CodecParameters Parameters => _parameters;

    /// <summary>The weights, by path: what another training may begin with.</summary>
    internal ImmutableDictionary<string, float[]> Weights => Autoencoder.ParameterPaths.ToImmutableDictionary(path => path, Autoencoder.Parameter);

    private int TileSide => Autoencoder.Recipe.RowShape[0];

    private static double DefaultStep => new CompressionTarget.Quality(DefaultQuality).Step / 16.0;

    /// <summary>Compresses a picture.</summary>
    /// <param name="picture">Of any size up to <see cref="CompressedPicture.MostPixels"/>.</param>
    /// <param name="quality">1 (small) to 100 (good).</param>
    /// <returns>The bytes of a <c>.hgi</c> file.</returns>
    /// <exception cref="InputException">The quality is out of range, or the picture too large.</exception>
    public byte[] Compress(Picture picture, int quality = DefaultQuality) => Compress(new PictureDocument(picture), new CompressionTarget.Quality(quality));

    /// <summary>Compresses a picture with its opacity and metadata.</summary>
    /// <param name="document">The picture, of any size up to <see cref="CompressedPicture.MostPixels"/>.</param>
    /// <param name="target">What the file is to be like.</param>
    /// <param name="threads">The most threads; all of the machine when null (default). The bytes do not depend on it.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>The bytes of a <c>.hgi</c> file.</returns>
    /// <exception cref="InputException">The target cannot be met, or the picture is too large.</exception>
    public byte[] Compress(PictureDocument document, CompressionTarget target, int? threads = null, CancellationToken cancellationToken = default)
    {
        target.Require();
        CompressedPicture.RequireSize(document.Picture.Width, document.Picture.Height, "the picture");
        return new RateSearch(Coding(threads ?? Environment.ProcessorCount), document, cancellationToken).Find(target);
    }

    /// <summary>Decodes a whole picture.</summary>
    /// <param name="file">The bytes of a <c>.hgi</c> file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="InputException">The file is damaged, or made with another model.</exception>
    public Picture Decompress(ReadOnlyMemory<byte> file, string name = "memory") => Decompress(CompressedPicture.Parse(file, name), new DecompressionOptions(), name).Picture;

    /// <summary>Decodes a picture, or a part of it.</summary>
    /// <param name="file">The file, read and checked.</param>
    /// <param name="options">What is wanted of it.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The file was made with another model, is damaged, or does not have what is wanted.</exception>
    public PictureDocument Decompress(CompressedPicture file, DecompressionOptions options, string name = "memory", CancellationToken cancellationToken = default)
    {
        CompressedHeader header = file.Header;
        if (header.Model != Id)
        {
            throw new InputException(
                "The picture was compressed with another model.", name, $"model {header.Model:x8}", $"this model is {Id:x8}", "give the model that compressed it");
        }

        if (file.Damage is { } damage && !options.AllowsDamage)
            throw CompressedPicture.Damaged(name, damage, $"--first-bytes {file.SoundBytes} decodes what is sound, coarser than it was");
        PictureRegion region = options.Region ?? new PictureRegion(0, 0, header.Width, header.Height);
        if (region.Left < 0 || region.Top < 0 || region.Width < 1 || region.Height < 1 || (long)region.Left + region.Width > header.Width || (long)region.Top + region.Height > header.Height)
        {
            throw new InputException(
                "The region is not in the picture.", name, $"{region.Width} x {region.Height} pixels at {region.Left},{region.Top}", $"the picture has {header.Width} x {header.Height}", "name a part of it");
        }

        int most = Math.Min(Enumerable.Range(0, header.Tiles.Tiles).Min(tile => BandLayout.LevelsFor(header.Tiles[tile].Width, header.Tiles[tile].Height)), TileGrid.MostSegments - 1);
        if (options.Halvings < 0 || options.Halvings > most)
            throw new InputException("The picture cannot be reduced so far.", name, $"1/{1 << Math.Max(options.Halvings, 0)}", most == 0 ? "this picture has one size" : $"1/{1 << most} at least", "ask for a larger one");
        return Coding(options.Threads).Decode(file, region, options.Halvings, cancellationToken);
    }

    /// <summary>What some pictures take and how good they come out at a quality: means over pictures of bits per pixel (whole files) and of PSNR.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public RatePoint Measure(PictureSet pictures, int quality, CancellationToken cancellationToken = default) =>
        RatePoint.Of(pictures, quality, picture => Compress(picture, quality), (file, _) => Decompress(file), cancellationToken);

    /// <summary>The pictures of some data: those that were loaded for this codec, or the rows as pictures.</summary>
    /// <exception cref="InputException">The rows are no pictures.</exception>
    public static PictureSet PicturesOf(DataSet data) => data switch
    {
        RotatedTiles tiles => tiles.Pictures,
        QuantisedTiles tiles => tiles.Pictures,
        _ => PictureSet.From(data),
    };

    /// <summary>Pictures as rows that the autoencoder takes: tiles in rotated colours and in rounding steps of <see cref="DefaultQuality"/>.</summary>
    /// <param name="pictures">The pictures.</param>
    public DataSet ToRows(PictureSet pictures) => RotatedTiles.Of(pictures, TileSide, _parameters.Colours, DefaultStep);

    /// <inheritdoc/>
    public override DataSet TrainingRows(DataSet data) => ImageCompression.Tiles(PicturesOf(data), _parameters.Colours, Autoencoder.Recipe.Training.Options.Seed);

    /// <inheritdoc/>
    public override ImmutableDictionary<string, float[]> FirstValues(DataSet rows)
    {
        if (_begunWith is null) return ImmutableDictionary<string, float[]>.Empty;
        return _begunWith == $"{Default.Id:x8}" ? Default.Weights : throw new InputException(
            "The training cannot be repeated.", "the model", $"it began with the codec {_begunWith}", "codecs that began with nothing or with the built-in one", "train again with --with and that codec");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        PictureSet pictures = PicturesOf(data);
        RatePoint[] points = [.. MeasuredQualities.Select(quality => Measure(pictures, quality, cancellationToken))];
        RatePoint shown = points.Single(point => point.Quality == DefaultQuality);
        double png = pictures.Pictures.Average(picture => RatePoint.BitsFor(picture.Picture, PngSize.Of(picture.Picture)));
        return
        [
            .. (Autoencoder.Evaluate(ToRows(pictures)) with { Psnr = null }).ToMeasures().Select(measure => measure with { IsShown = false }),
            new("pictures", "pictures", pictures.Pictures.Count) { IsShown = false },
            new("bitsPerPixel", $"bits per pixel, quality {DefaultQuality}", shown.BitsPerPixel) { Rival = ("PNG", png) },
            new("psnr", $"PSNR in dB, quality {DefaultQuality}", PictureQuality.Finite(shown.Psnr)),
            .. points.Where(point => point != shown).SelectMany(point => (Measure[])
            [
                new($"bitsPerPixel{point.Quality}", $"bits per pixel, quality {point.Quality}", point.BitsPerPixel),
                new($"psnr{point.Quality}", $"PSNR in dB, quality {point.Quality}", PictureQuality.Finite(point.Psnr)),
            ]),
        ];
    }

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        Measure bits = measures.First(measure => measure.Key == "bitsPerPixel");
        (double? psnr, double png, double own) = (measures.First(measure => measure.Key == "psnr").Value, bits.Rival!.Value.Value, bits.Value ?? 0);
        int count = PicturesOf(data).Pictures.Count;
        return FormattableString.Invariant(
            $"{count:N0} picture{(count == 1 ? "" : "s")} at quality {DefaultQuality}: {own:0.00} bits per pixel, {Math.Abs(1 - (own / png)):P0} {(own < png ? "less" : "more")} than as PNG ({png:0.00}), {(psnr is null ? "without loss" : FormattableString.Invariant($"at a PSNR of {psnr:0.0} dB"))}.");
    }

    /// <inheritdoc/>
    public override DataSet Load(
        DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ToRows(PictureFiles.Load(source, address, options, progress, cancellationToken));

    internal static ImageCodec Open(TrainedAutoencoder autoencoder, JobFile file) =>
        autoencoder.Recipe.RowShape is [var height, var width, 3] && height == width
            ? new ImageCodec(autoencoder, CodecParameters.FromSections(file.Sections, autoencoder), (string?)file.Settings[BegunWithKey])
            : throw new FormatException($"Rows of shape [{string.Join(", ", autoencoder.Recipe.RowShape)}] are no tiles.");

    private static ImageCodec LoadDefault()
    {
        using Stream packed = typeof(ImageCodec).Assembly.GetManifestResourceStream(DefaultResource)!;
        using var model = new MemoryStream();
        using (var unpacked = new BrotliStream(packed, CompressionMode.Decompress)) unpacked.CopyTo(model);
        model.Position = 0;
        return (ImageCodec)Load(model);
    }

    private PictureCoding Coding(int threads) => new(_parameters, Id, threads);

    private static uint IdOf(TrainedAutoencoder autoencoder, CodecParameters parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<float[]> numbers =
        [
            .. autoencoder.ParameterPaths.Order(StringComparer.Ordinal).Select(autoencoder.Parameter),
            .. parameters.ToSections().OrderBy(section => section.Key, StringComparer.Ordinal).SelectMany(section => section.Value).Select(tensor => tensor.Values),
        ];
        foreach (float[] values in numbers)
        {
            var bytes = new byte[sizeof(float) * values.Length];
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), values[i]);
            hash.AppendData(bytes);
        }

        return BinaryPrimitives.ReadUInt32BigEndian(hash.GetHashAndReset());
    }
}
