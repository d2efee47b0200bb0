using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Numerics;
using Hourglass.Sources;

namespace Hourglass.Tests.Jobs;

public class ImageCodecTests
{
    private static readonly Lazy<ImageCodec> Trained = new(() => Train(GeneratedPictures.Set(6)));
    private static readonly Lazy<ImageCodec> Other = new(() => Train(GeneratedPictures.Set(4, channels: 1)));

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 1, 2 }, { 2, 1 }, { 3, 3 }, { 7, 13 }, { 8, 8 }, { 200, 3 }, { 1, 300 }, { 3000, 1 }, { 65, 66 }, { 129, 131 }, { 1030, 20 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void A_picture_of_any_size_comes_out_as_its_encoder_foresaw(int width, int height)
    {
        foreach (PictureDocument document in Documents(width, height))
        {
            foreach (int step in new[] { 1, 100, CompressedHeader.LargestStep })
            {
                var foreseen = new byte[document.Picture.Pixels.Length];
                byte[] file = new PictureCoding(Trained.Value.Parameters, Trained.Value.Id, 2).Encode(document, false, step, foreseen, default);
                PictureDocument decoded = Decode(file);
                Assert.Equal((width, height, document.Picture.Channels), (decoded.Picture.Width, decoded.Picture.Height, decoded.Picture.Channels));
                Assert.Equal(foreseen, decoded.Picture.Pixels);
                Assert.Equal(document.Alpha, decoded.Alpha);
            }
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Without_loss_every_pixel_comes_out(int width, int height)
    {
        foreach (PictureDocument document in Documents(width, height))
        {
            PictureDocument decoded = Decode(Trained.Value.Compress(document, CompressionTarget.Lossless));
            Assert.Equal(document.Picture.Pixels, decoded.Picture.Pixels);
            Assert.Equal(document.Alpha, decoded.Alpha);
        }
    }

    // Seeds 0 to 149: noise of all ranges, flat parts, steps.
    [Fact]
    public void Random_pictures_come_out_without_loss_and_within_their_error()
    {
        for (ulong seed = 0; seed < 150; seed++)
        {
            var random = new RandomStream(seed, "lossless");
            Picture picture = Noise(1 + random.NextInt(40), 1 + random.NextInt(40), random.NextInt(2) == 0 ? 1 : 3, random);
            int tolerance = random.NextInt(2) == 0 ? 0 : random.NextInt(CompressedHeader.LargestTolerance + 1);
            Picture decoded = Decode(Trained.Value.Compress(new PictureDocument(picture), new CompressionTarget.MaxError(tolerance))).Picture;
            int largest = picture.Pixels.Zip(decoded.Pixels, (one, other) => Math.Abs(one - other)).Max();
            Assert.True(largest <= tolerance, $"seed {seed}: off by {largest}, allowed {tolerance}");
        }
    }

    [Fact]
    public void A_higher_quality_takes_more_bytes_and_gives_a_better_picture()
    {
        RatePoint[] points = [.. new[] { 1, 25, 50, 75, 100 }.Select(quality => Trained.Value.Measure(GeneratedPictures.Set(3, seed: 500), quality))];
        Assert.Equal(points.OrderBy(point => point.BitsPerPixel), points);
        Assert.Equal(points.OrderBy(point => point.Psnr), points);
        Assert.True(points[^1].Psnr > 47, $"{points[^1]}");
    }

    [Fact]
    public void A_target_is_kept_and_used()
    {
        PictureDocument document = new(GeneratedPictures.Of(160, 120, 3, 3));
        foreach (long bytes in new long[] { 700, 2000, 9000 })
            Assert.InRange(Trained.Value.Compress(document, new CompressionTarget.Bytes(bytes)).Length, bytes * 0.9, bytes);
        Assert.InRange(RatePoint.BitsFor(document.Picture, Trained.Value.Compress(document, new CompressionTarget.BitsPerPixel(1)).Length), 0.9, 1);
        foreach (double psnr in new[] { 30.0, 40, 45 })
            Assert.InRange(PictureQuality.Psnr(document.Picture, Decode(Trained.Value.Compress(document, new CompressionTarget.Psnr(psnr))).Picture), psnr, psnr + 0.5);

        // So many bytes are enough for all of it.
        Assert.Equal(document.Picture.Pixels, Decode(Trained.Value.Compress(document, new CompressionTarget.Bytes(1_000_000))).Picture.Pixels);
        Assert.Contains("so few bytes", Assert.Throws<InputException>(() => Trained.Value.Compress(document, new CompressionTarget.Bytes(20))).Message);
    }

    [Fact]
    public void Targets_out_of_range_are_refused()
    {
        PictureDocument document = new(GeneratedPictures.Of(9, 9, 1, 1));
        CompressionTarget[] targets =
        [
            new CompressionTarget.Quality(0), new CompressionTarget.Quality(101), new CompressionTarget.MaxError(-1), new CompressionTarget.MaxError(128), new CompressionTarget.Bytes(0),
            new CompressionTarget.BitsPerPixel(double.NaN), new CompressionTarget.Psnr(double.PositiveInfinity),
        ];
        foreach (CompressionTarget target in targets) Assert.Throws<InputException>(() => Trained.Value.Compress(document, target));
    }

    [Theory]
    [InlineData(300, 200)]
    [InlineData(1100, 60)]
    [InlineData(60, 1100)]
    public void A_region_is_that_part_of_the_whole_at_every_scale(int width, int height)
    {
        foreach (CompressionTarget target in (CompressionTarget[])[new CompressionTarget.Quality(60), CompressionTarget.Lossless])
        {
            var file = CompressedPicture.Parse(Trained.Value.Compress(new PictureDocument(GeneratedPictures.Of(width, height, 3, 8)), target), "file");
            var random = new RandomStream(1, "regions");
            for (int halvings = 0; halvings <= 3; halvings++)
            {
                Picture whole = Trained.Value.Decompress(file, new DecompressionOptions { Halvings = halvings }).Picture;
                Assert.Equal(((width + (1 << halvings) - 1) >> halvings, (height + (1 << halvings) - 1) >> halvings), (whole.Width, whole.Height));
                for (int i = 0; i < 3; i++)
                {
                    (int left, int top) = (random.NextInt(width), random.NextInt(height));
                    var region = new PictureRegion(left, top, 1 + random.NextInt(width - left), 1 + random.NextInt(height - top));
                    Picture part = Trained.Value.Decompress(file, new DecompressionOptions { Region = region, Halvings = halvings }).Picture;
                    PictureRegion small = region.Halved(halvings);
                    Assert.Equal(whole.Crop(small.Left, small.Top, small.Width, small.Height).Pixels, part.Pixels);
                }
            }
        }
    }

    [Fact]
    public void A_reduced_picture_looks_like_the_mean_of_its_pixels()
    {
        Picture picture = GeneratedPictures.Of(256, 192, 3, 8);
        var file = CompressedPicture.Parse(Trained.Value.Compress(picture, 90), "file");
        for (int halvings = 1; halvings <= 3; halvings++)
        {
            int side = 1 << halvings;
            Picture reduced = Trained.Value.Decompress(file, new DecompressionOptions { Halvings = halvings }).Picture;
            var means = new byte[reduced.Pixels.Length];
            for (int i = 0; i < means.Length; i++)
            {
                (int x, int y, int channel) = (i / 3 % reduced.Width * side, i / 3 / reduced.Width * side, i % 3);
                int sum = 0;
                for (int j = 0; j < side * side; j++) sum += picture.Pixels[((((y + (j / side)) * 256) + x + (j % side)) * 3) + channel];
                means[i] = (byte)(sum / (side * side));
            }

            Assert.True(PictureQuality.Psnr(reduced with { Pixels = means }, reduced) > 25, $"{PictureQuality.Psnr(reduced with { Pixels = means }, reduced)} dB");
        }
    }

    [Fact]
    public void What_is_no_part_and_no_scale_of_a_picture_is_refused()
    {
        var file = CompressedPicture.Parse(Trained.Value.Compress(GeneratedPictures.Of(50, 40, 1, 1)), "file");
        PictureRegion[] regions = [new(-1, 0, 5, 5), new(0, 0, 51, 5), new(49, 39, 1, 2), new(0, 0, 0, 5), new(int.MaxValue, 0, int.MaxValue, 1)];
        foreach (PictureRegion region in regions) Assert.Throws<InputException>(() => Trained.Value.Decompress(file, new DecompressionOptions { Region = region }));
        foreach (int halvings in new[] { -1, 4, int.MaxValue }) Assert.Throws<InputException>(() => Trained.Value.Decompress(file, new DecompressionOptions { Halvings = halvings }));
    }

    [Fact]
    public void Bytes_and_pixels_are_the_same_for_any_number_of_threads()
    {
        PictureDocument document = Documents(1100, 1040).Last();
        byte[] one = Trained.Value.Compress(document, new CompressionTarget.Quality(40), 1), four = Trained.Value.Compress(document, new CompressionTarget.Quality(40), 4);
        Assert.Equal(one, four);
        var file = CompressedPicture.Parse(one, "file");
        Assert.Equal(
            Trained.Value.Decompress(file, new DecompressionOptions { Threads = 1 }).Picture.Pixels, Trained.Value.Decompress(file, new DecompressionOptions { Threads = 4 }).Picture.Pixels);
    }

    [Fact]
    public void A_cut_file_gives_a_coarser_picture_and_says_so()
    {
        Picture picture = GeneratedPictures.Of(300, 200, 3, 21);
        byte[] file = Trained.Value.Compress(picture, 70);
        double before = 0;
        foreach (double share in new[] { 0.1, 0.3, 0.6, 1 })
        {
            var cut = CompressedPicture.Parse(file.AsMemory(0, (int)(share * file.Length)), "file");
            Assert.Equal(share < 1, cut.Damage is not null);
            Assert.True(cut.SoundBytes <= share * file.Length);
            double psnr = PictureQuality.Psnr(picture, Trained.Value.Decompress(cut, new DecompressionOptions { AllowsDamage = true }).Picture);
            Assert.True(psnr >= before, $"{share}: {psnr} dB after {before}");
            before = psnr;
            if (share < 1) Assert.Contains("damaged", Assert.Throws<InputException>(() => Trained.Value.Decompress(cut, new DecompressionOptions())).Message);
        }

        Assert.True(before > 35);
    }

    [Fact]
    public void Every_changed_bit_every_cut_and_every_addition_is_an_error()
    {
        byte[] file = Trained.Value.Compress(GeneratedPictures.Of(30, 20, 1, 5));
        for (int i = 0; i < file.Length; i++)
        {
            Assert.Throws<InputException>(() => Trained.Value.Decompress(file.AsMemory(0, i)));
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. file];
                changed[i] ^= (byte)(1 << bit);
                Assert.Throws<InputException>(() => Trained.Value.Decompress(changed));
            }
        }

        Assert.Throws<InputException>(() => Trained.Value.Decompress((byte[])[.. file, 0]));
    }

    [Fact]
    public void Metadata_and_opacity_are_kept()
    {
        var said = new PictureMetadata("II*\0camera"u8.ToArray(), new byte[3000], "<x:xmpmeta/>"u8.ToArray());
        PictureDocument document = Documents(40, 30).Last() with { Metadata = said };
        PictureDocument decoded = Decode(Trained.Value.Compress(document, new CompressionTarget.Quality(50)));
        Assert.Equal(document.Alpha, decoded.Alpha);
        Assert.Equal(said.Exif.ToArray(), decoded.Metadata!.Exif.ToArray());
        Assert.Equal(said.IccProfile.ToArray(), decoded.Metadata.IccProfile.ToArray());
        Assert.Equal(said.Xmp.ToArray(), decoded.Metadata.Xmp.ToArray());
        Assert.Null(Decode(Trained.Value.Compress(Documents(4, 3).First(), new CompressionTarget.Quality(50))).Metadata);
    }

    [Fact]
    public void Another_model_and_other_versions_are_named()
    {
        byte[] file = Other.Value.Compress(GeneratedPictures.Of(9, 9, 1, 1));
        string message = Assert.Throws<InputException>(() => Trained.Value.Decompress(file)).Message;
        Assert.Contains($"{Trained.Value.Id:x8}", message);
        Assert.Contains($"{Other.Value.Id:x8}", message);
        file[4]++;
        Assert.Contains("newer version", Assert.Throws<InputException>(() => Other.Value.Decompress(file)).Message);
        file[4] = 1;
        Assert.Contains("early version", Assert.Throws<InputException>(() => Other.Value.Decompress(file)).Message);
    }

    [Fact]
    public void The_id_follows_from_the_trained_numbers_and_a_loaded_codec_makes_the_same_bytes()
    {
        var model = new MemoryStream();
        Trained.Value.Save(model);
        ImageCodec loaded = Assert.IsType<ImageCodec>(JobModel.Load(model));
        Assert.Equal(Trained.Value.Id, loaded.Id);
        Picture picture = GeneratedPictures.Of(40, 17, 3, 3);
        Assert.Equal(Trained.Value.Compress(picture), loaded.Compress(picture));
        Assert.NotEqual(Trained.Value.Id, Other.Value.Id);
    }

    [Fact]
    public void Training_goes_on_from_a_codec()
    {
        ImageCodec further = new ImageCompression { Filters = [4], With = Trained.Value, Training = ImageCompression.DefaultTraining with { Steps = 3 } }.Fit(GeneratedPictures.Set(6, seed: 50));
        Assert.NotEqual(Trained.Value.Id, further.Id);
        Assert.Equal(Trained.Value.Parameters.Colours.Matrix.ToArray(), further.Parameters.Colours.Matrix.ToArray());
    }

    [Fact]
    public void A_codec_of_grey_pictures_takes_coloured_ones()
    {
        Picture picture = GeneratedPictures.Of(60, 40, 3, 4);
        Assert.True(PictureQuality.Psnr(picture, Other.Value.Decompress(Other.Value.Compress(picture, 80))) > 35);
    }

    [Fact]
    public void Only_equal_pictures_are_said_to_be_without_loss()
    {
        Picture black = new(1000, 1000, 1, new byte[1_000_000]), nearly = black with { Pixels = [1, .. new byte[999_999]] };
        Assert.Null(PictureQuality.Finite(PictureQuality.Psnr(black, black)));
        Assert.NotNull(PictureQuality.Finite(PictureQuality.Psnr(black, nearly)));
        string said = Trained.Value.Summarise(Digits.Test, [new("bitsPerPixel", "", 5) { Rival = ("PNG", 14) }, new("psnr", "", null)]);
        Assert.EndsWith("(14.00), without loss.", said);
    }

    [Fact]
    public void A_generated_picture_it_has_not_seen_takes_a_small_part_of_its_png()
    {
        foreach (NamedPicture named in GeneratedPictures.Set(4, seed: 900).Pictures)
        {
            byte[] file = Trained.Value.Compress(named.Picture);
            Assert.InRange(file.Length, 1, PngWriter.Encode(named.Picture).Length / 7);
            Assert.True(PictureQuality.Psnr(named.Picture, Trained.Value.Decompress(file)) > 33);
        }
    }

    [Fact]
    public void Psnr_is_that_of_the_formula_over_all_channels()
    {
        var black = new Picture(2, 2, 3, new byte[12]);
        Assert.Equal(PictureQuality.Equal, PictureQuality.Psnr(black, black));
        // One of 12 values is off by 12: MSE 12.
        Assert.Equal(10 * Math.Log10(255 * 255 / 12.0), PictureQuality.Psnr(black, black with { Pixels = [12, .. new byte[11]] }), 12);
        Assert.Throws<ArgumentException>(() => PictureQuality.Psnr(black, black.Crop(0, 0, 1, 2)));
    }

    [Fact]
    public void The_size_as_png_is_about_that_of_a_real_one()
    {
        foreach (Picture picture in new[] { GeneratedPictures.Of(96, 64, 3, 1), GeneratedPictures.Of(50, 31, 1, 2), PictureSet.From(Digits.Test).Pictures[0].Picture })
            Assert.InRange(PngSize.Of(picture) / (double)PngWriter.Encode(picture).Length, 0.8, 1.03);
    }

    private static ImageCodec Train(PictureSet pictures) =>
        new ImageCompression { Filters = [4], Training = ImageCompression.DefaultTraining with { Steps = 5 } }.Fit(pictures);

    private static PictureDocument Decode(byte[] file) => Trained.Value.Decompress(CompressedPicture.Parse(file, "file"), new DecompressionOptions());

    // Grey, coloured, coloured with opacity.
    private static PictureDocument[] Documents(int width, int height) =>
    [
        new(GeneratedPictures.Of(width, height, 1, 77)), new(GeneratedPictures.Of(width, height, 3, 78)),
        new(GeneratedPictures.Of(width, height, 3, 79), GeneratedPictures.Of(width, height, 1, 80).Pixels),
    ];

    private static Picture Noise(int width, int height, int channels, RandomStream random)
    {
        var pixels = new byte[width * height * channels];
        (int kind, int least, int range) = (random.NextInt(3), random.NextInt(256), 1 + random.NextInt(256));
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Min(255, kind == 0 ? random.NextInt(256) : kind == 1 ? (random.NextInt(2) * 255) : least + (random.NextInt(range) / 8));
        return new Picture(width, height, channels, pixels);
    }
}
