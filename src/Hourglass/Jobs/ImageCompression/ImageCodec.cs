using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Readers;
using Hourglass.Sources;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>A trained picture codec: pictures of any size to bytes and back.</summary>
public sealed class ImageCodec : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "image";

    /// <summary>The quality when nothing is said.</summary>
    public const int DefaultQuality = 50;

    /// <summary>The qualities that <see cref="Evaluate"/> measures beside <see cref="DefaultQuality"/>.</summary>
    public static IReadOnlyList<int> MeasuredQualities { get; } = [20, 35, DefaultQuality, 70];

    private const string Section = "entropy";

    // A number is rounded towards zero unless it is a little nearer to the next; fewer bits for hardly any error.
    private const float RoundingUp = 0.38f;

    // At quality 100 the step is one grey level; 11 qualities less double it.
    private const double QualitiesPerOctave = 11;

    private readonly CodeStatistics _statistics;

    internal ImageCodec(TrainedAutoencoder autoencoder, CodeStatistics statistics) : base(autoencoder)
    {
        _statistics = statistics;
        Id = IdOf(autoencoder, statistics);
    }

    /// <inheritdoc/>
    public override string Job => Name;

    /// <summary>The first 8 bytes of SHA-256 over all trained numbers: a compressed picture names the model it needs by it.</summary>
    public ulong Id { get; }

    /// <summary>Pixels of a tile's side.</summary>
    public int TileSide => Autoencoder.Recipe.RowShape[0];

    /// <summary>1 for a codec of grey pictures, 3 for one of coloured ones, which takes grey ones too.</summary>
    public int Channels => Autoencoder.Recipe.RowShape is [_, _, var channels] ? channels : 1;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections =>
        new Dictionary<string, IReadOnlyList<NamedTensor>> { [Section] = _statistics.ToTensors() };

    /// <summary>Compresses a picture.</summary>
    /// <param name="picture">Of any size up to <see cref="CompressedPicture.MostPixels"/>.</param>
    /// <param name="quality">1 (small) to 100 (good).</param>
    /// <returns>The bytes of a <c>.hgi</c> file.</returns>
    /// <exception cref="InputException">The quality is out of range, the picture too large, or coloured while the codec is for grey ones.</exception>
    public byte[] Compress(Picture picture, int quality = DefaultQuality)
    {
        var coder = new RangeEncoder();
        int step = StepOf(quality);
        Code(picture, step, coder, _statistics.NewModels(), null);
        return new CompressedPicture(Id, picture.Width, picture.Height, picture.Channels, step, coder.Finish()).ToBytes();
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="file">The bytes of a <c>.hgi</c> file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="InputException">The file is damaged, or made with another model.</exception>
    public Picture Decompress(ReadOnlyMemory<byte> file, string name = "memory") => Decompress(CompressedPicture.Parse(file, name), name);

    /// <summary>Decodes a picture.</summary>
    /// <param name="compressed">The file, read and checked.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="InputException">The file was made with another model, or its payload makes no sense.</exception>
    public Picture Decompress(CompressedPicture compressed, string name = "memory")
    {
        if (compressed.Model != Id)
        {
            throw new InputException(
                "The picture was compressed with another model.", name, $"model {compressed.Model:x16}", $"this model is {Id:x16}", "give the model that compressed it");
        }

        if (compressed.Channels > Channels) throw CompressedPicture.Damaged(name, "a coloured picture of a model for grey ones");
        var decoder = new RangeDecoder(compressed.Payload);
        int columns = TileSet.Count(compressed.Width, TileSide), lines = TileSet.Count(compressed.Height, TileSide);
        var rounded = new int[columns * Autoencoder.CodeSize];
        float[] codes = new float[rounded.Length], tiles = new float[columns * Autoencoder.Width];
        var coder = new CodeCoder(decoder, _statistics, _statistics.NewModels(), LevelsOf(compressed.Step), columns);
        Picture? picture = null;
        try
        {
            for (int line = 0; line < lines; line++)
            {
                coder.CodeLine(rounded);
                picture ??= new Picture(compressed.Width, compressed.Height, compressed.Channels, new byte[compressed.Width * compressed.Height * compressed.Channels]);
                Reconstruct(rounded, compressed.Step, line, picture, codes, tiles);
            }
        }
        catch (InvalidDataException damage)
        {
            throw CompressedPicture.Damaged(name, damage.Message);
        }

        return decoder.IsAtEnd ? picture! : throw CompressedPicture.Damaged(name, "bytes after the last tile");
    }

    /// <summary>What will come out when the picture is compressed and decoded: made of its rounded codes, without any entropy coding.</summary>
    /// <inheritdoc cref="Compress"/>
    public Picture Preview(Picture picture, int quality = DefaultQuality)
    {
        var result = new Picture(picture.Width, picture.Height, picture.Channels, new byte[picture.Pixels.Length]);
        Code(picture, StepOf(quality), null, [], result);
        return result;
    }

    /// <summary>What some pictures take and how good they come out at a quality: means over pictures of bits per pixel (whole files) and of PSNR.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public RatePoint Measure(PictureSet pictures, int quality, CancellationToken cancellationToken = default) =>
        RatePoint.Of(pictures, quality, picture => Compress(picture, quality), (file, _) => Decompress(file), cancellationToken);

    /// <summary>The pictures of some data: those that were loaded for this codec, or the rows as pictures.</summary>
    /// <exception cref="InputException">The rows are no pictures.</exception>
    public static PictureSet PicturesOf(DataSet data) => data is TileSet tiles ? tiles.Pictures : PictureSet.From(data);

    /// <inheritdoc/>
    public override DataSet TrainingRows(DataSet data) => TileTraining.Draw(data, Autoencoder.Recipe.Training.Options.Seed);

    /// <inheritdoc/>
    public override ImmutableDictionary<string, float[]> FirstValues(DataSet rows) => TileTraining.FirstValues(rows, Autoencoder.CodeSize, Autoencoder.Recipe.Training.Options);

    /// <inheritdoc/>
    public override IReadOnlyList<(string What, string Value)> Facts => [("id", $"{Id:x16}"), ("pictures", Channels == 1 ? "grey" : "grey or coloured")];

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        PictureSet pictures = PicturesOf(data);
        RatePoint[] points = [.. MeasuredQualities.Select(quality => Measure(pictures, quality, cancellationToken))];
        RatePoint shown = points.Single(point => point.Quality == DefaultQuality);
        double png = pictures.Pictures.Average(picture => RatePoint.BitsFor(picture.Picture, PngSize.Of(picture.Picture)));
        return
        [
            .. (Autoencoder.Evaluate(TileSet.Of(pictures, TileSide, Channels)) with { Psnr = null }).ToMeasures().Select(measure => measure with { IsShown = false }),
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
        TileSet.Of(PictureFiles.Load(source, address, options, progress, cancellationToken), TileSide, Channels);

    internal static ImageCodec Open(TrainedAutoencoder autoencoder, JobFile file) =>
        autoencoder.Recipe.RowShape is [var height, var width, ..] && height == width && PictureForm.IsPicture(autoencoder.Recipe.RowShape)
            ? new ImageCodec(autoencoder, CodeStatistics.FromTensors(file, Section, autoencoder.CodeSize))
            : throw new FormatException($"Rows of shape [{string.Join(", ", autoencoder.Recipe.RowShape)}] are no tiles.");

    /// <summary>The step of a quality, in sixteenths of a grey level.</summary>
    internal static int StepOf(int quality) => quality is >= 1 and <= 100
        ? (int)Math.Round(16 * Math.Pow(2, (100 - quality) / QualitiesPerOctave))
        : throw new InputException("The quality is out of range.", "quality", $"{quality}", "a whole number from 1 (small) to 100 (good)", $"for example {DefaultQuality}");

    internal static float LevelsOf(int step) => step / 16f;

    /// <summary>Rounds the codes of a picture, line of tiles by line, and codes them.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="step">The step, in sixteenths of a grey level.</param>
    /// <param name="coder">Takes the symbols; null when only the result is wanted.</param>
    /// <param name="models">Learn.</param>
    /// <param name="result">Becomes what the rounded codes stand for, unless it is null.</param>
    internal void Code(Picture picture, int step, IEntropyCoder? coder, AdaptiveModel[] models, Picture? result)
    {
        TileSet.RequireChannels("the picture", picture, Channels);
        CompressedPicture.RequireSize(picture.Width, picture.Height, "the picture");
        int columns = TileSet.Count(picture.Width, TileSide), lines = TileSet.Count(picture.Height, TileSide), width = Autoencoder.Width, code = Autoencoder.CodeSize;
        var tiles = new float[columns * width];
        var codes = new float[columns * code];
        var rounded = new int[columns * code];
        float levels = LevelsOf(step);
        CodeCoder? codeCoder = coder is null ? null : new CodeCoder(coder, _statistics, models, levels, columns);
        for (int line = 0; line < lines; line++)
        {
            for (int column = 0; column < columns; column++) TileSet.Copy(picture, column, line, TileSide, Channels, tiles.AsSpan(column * width, width));
            Autoencoder.Encode(tiles, codes);
            for (int i = 0; i < codes.Length; i++)
            {
                int number = i % code;
                float size = Math.Abs(codes[i]) * _statistics.Gains[number] / levels + (_statistics.IsPredicted[number] ? 0.5f : RoundingUp);
                rounded[i] = Math.Sign(codes[i]) * (int)Math.Min(size, CodeCoder.Largest);
            }

            codeCoder?.CodeLine(rounded);
            if (result is not null) Reconstruct(rounded, step, line, result, codes, tiles);
        }
    }

    // In memory that serves all lines of a picture: a line of a photo is large enough to be garbage of the expensive kind.
    private void Reconstruct(ReadOnlySpan<int> rounded, int step, int line, Picture picture, Span<float> codes, Span<float> tiles)
    {
        int width = Autoencoder.Width, code = Autoencoder.CodeSize;
        for (int i = 0; i < codes.Length; i++) codes[i] = rounded[i] * (LevelsOf(step) / _statistics.Gains[i % code]);
        Autoencoder.Decode(codes, tiles);
        for (int column = 0; column < tiles.Length / width; column++) TileSet.Paste(tiles.Slice(column * width, width), column, line, TileSide, Channels, picture);
    }

    private static ulong IdOf(TrainedAutoencoder autoencoder, CodeStatistics statistics)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<float[]> numbers =
        [
            .. autoencoder.ParameterPaths.Order(StringComparer.Ordinal).Select(autoencoder.Parameter),
            [.. autoencoder.Scaler.Shift, .. autoencoder.Scaler.Factor], .. statistics.ToTensors().Select(tensor => tensor.Values),
        ];
        var bytes = new byte[sizeof(float)];
        foreach (float number in numbers.SelectMany(values => values))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
            hash.AppendData(bytes);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset());
    }
}
