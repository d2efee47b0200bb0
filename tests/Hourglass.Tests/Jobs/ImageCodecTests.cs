using System.Buffers.Binary;
using Hourglass.Baselines;
using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Sources;

namespace Hourglass.Tests.Jobs;

public class ImageCodecTests
{
    private static readonly Lazy<ImageCodec> Grey = new(() => Train(PictureSet.From(Digits.Train)));
    private static readonly Lazy<ImageCodec> Coloured = new(() => Train(GeneratedPictures.Set(24)));
    private static readonly Lazy<ImageCodec> Narrow = new(() => Train(GeneratedPictures.Set(8, channels: 1), 5, 20));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 13)]
    [InlineData(8, 8)]
    [InlineData(200, 3)]
    [InlineData(3, 200)]
    [InlineData(65, 66)]
    [InlineData(600, 9)]
    public void A_picture_of_any_size_comes_out_as_its_rounded_codes_say(int width, int height)
    {
        foreach ((ImageCodec codec, int channels) in new[] { (Coloured.Value, 3), (Coloured.Value, 1), (Grey.Value, 1), (Narrow.Value, 1) })
        {
            Picture picture = GeneratedPictures.Of(width, height, channels, 77);
            foreach (int quality in new[] { 1, 50, 100 })
            {
                Picture decoded = codec.Decompress(codec.Compress(picture, quality));
                Assert.Equal((width, height, channels), (decoded.Width, decoded.Height, decoded.Channels));
                Picture preview = codec.Preview(picture, quality);
                Assert.Equal(preview.Pixels, decoded.Pixels);
                Assert.Equal(PictureQuality.Psnr(picture, preview), PictureQuality.Psnr(picture, decoded));
            }
        }
    }

    [Fact]
    public void A_higher_quality_takes_more_bytes_and_gives_a_better_picture()
    {
        RatePoint[] points = [.. new[] { 1, 25, 50, 75, 100 }.Select(quality => Coloured.Value.Measure(GeneratedPictures.Set(4, seed: 500), quality))];
        Assert.Equal(points.OrderBy(point => point.BitsPerPixel), points);
        Assert.Equal(points.OrderBy(point => point.Psnr), points);
        Assert.True(points[^1].Psnr > 42, $"{points[^1]}");
    }

    [Fact]
    public void Only_equal_pictures_are_said_to_be_without_loss()
    {
        Picture black = new(1000, 1000, 1, new byte[1_000_000]), nearly = black with { Pixels = [1, .. new byte[999_999]] };
        Assert.Null(PictureQuality.Finite(PictureQuality.Psnr(black, black)));
        Assert.NotNull(PictureQuality.Finite(PictureQuality.Psnr(black, nearly)));
        string said = Grey.Value.Summarise(Digits.Test, [new("bitsPerPixel", "", 5) { Rival = ("PNG", 14) }, new("psnr", "", null)]);
        Assert.EndsWith("(14.00), without loss.", said);
    }

    [Fact]
    public void A_digit_takes_less_than_half_of_its_png()
    {
        double[] shares = [.. PictureSet.From(Digits.Test).Pictures.Select(named => Grey.Value.Compress(named.Picture).Length / (double)PngWriter.Encode(named.Picture).Length).Order()];
        Assert.InRange(shares[shares.Length / 2], 0, 0.4);
        Assert.InRange(shares[^1], 0, 0.5);
    }

    [Fact]
    public void A_generated_picture_it_has_not_seen_takes_a_small_part_of_its_png()
    {
        foreach (NamedPicture named in GeneratedPictures.Set(6, seed: 900).Pictures)
        {
            byte[] file = Coloured.Value.Compress(named.Picture);
            Assert.InRange(file.Length, 1, PngWriter.Encode(named.Picture).Length / 7);
            Assert.True(PictureQuality.Psnr(named.Picture, Coloured.Value.Decompress(file)) > 33);
        }
    }

    [Fact]
    public void Every_changed_bit_of_every_byte_every_cut_and_every_addition_is_an_error()
    {
        byte[] file = Grey.Value.Compress(GeneratedPictures.Of(30, 20, 1, 5));
        for (int i = 0; i < file.Length; i++)
        {
            Assert.Throws<InputException>(() => Grey.Value.Decompress(file.AsMemory(0, i)));
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. file];
                changed[i] ^= (byte)(1 << bit);
                Assert.Throws<InputException>(() => Grey.Value.Decompress(changed));
            }
        }

        Assert.Throws<InputException>(() => Grey.Value.Decompress((byte[])[.. file, 0]));
    }

    [Fact]
    public void A_file_made_to_deceive_its_checksum_ends_soon_all_the_same()
    {
        byte[] file = Grey.Value.Compress(GeneratedPictures.Of(30, 20, 1, 5));
        var random = new Hourglass.Numerics.RandomStream(4, "deceit");
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. file];
            changed[13 + random.NextInt(file.Length - 17)] = (byte)random.NextWord();
            Deceive(changed);
        }

        // 100 megapixels, and nearly no codes for them.
        Deceive(new CompressedPicture(Grey.Value.Id, 10_000, 10_000, 1, 16, new byte[] { 1, 2, 3 }).ToBytes());
        Deceive(new CompressedPicture(Grey.Value.Id, 100_000_000, 1, 1, 16, new byte[] { 255, 255, 255 }).ToBytes());
        Deceive(new CompressedPicture(Grey.Value.Id, ushort.MaxValue, 1000, 1, 16, new byte[50]).ToBytes());

        static void Deceive(byte[] changed)
        {
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(^4..), Crc32.Of(changed.AsSpan(..^4)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Grey.Value.Decompress(changed);
            }
            catch (InputException)
            {
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
        }
    }

    [Theory]
    [InlineData(10_001, 10_000, 1, 16)]
    [InlineData(int.MaxValue, int.MaxValue, 1, 16)]
    [InlineData(1 << 16, 1, 1, 16)]
    [InlineData(0, 5, 1, 16)]
    [InlineData(5, 5, 2, 16)]
    [InlineData(5, 5, 3, 16)]
    [InlineData(5, 5, 1, 0)]
    [InlineData(5, 5, 1, 1 << 16)]
    public void A_header_out_of_range_is_refused_before_memory_is_taken(int width, int height, int channels, int step)
    {
        byte[] file = new CompressedPicture(Grey.Value.Id, width, height, channels, step, new byte[9]).ToBytes();
        Assert.Throws<InputException>(() => Grey.Value.Decompress(file));
    }

    [Fact]
    public void Another_model_and_a_newer_version_are_named()
    {
        byte[] file = Grey.Value.Compress(GeneratedPictures.Of(9, 9, 1, 1));
        string message = Assert.Throws<InputException>(() => Coloured.Value.Decompress(file)).Message;
        Assert.Contains($"{Grey.Value.Id:x16}", message);
        Assert.Contains($"{Coloured.Value.Id:x16}", message);
        file[4] = 2;
        Assert.Contains("newer version", Assert.Throws<InputException>(() => Grey.Value.Decompress(file)).Message);
    }

    [Fact]
    public void The_id_follows_from_the_trained_numbers()
    {
        var file = new MemoryStream();
        Grey.Value.Save(file);
        ImageCodec loaded = Assert.IsType<ImageCodec>(JobModel.Load(file));
        Assert.Equal(Grey.Value.Id, loaded.Id);
        Picture picture = GeneratedPictures.Of(40, 17, 1, 3);
        Assert.Equal(picture.Width, loaded.Decompress(Grey.Value.Compress(picture)).Width);
        Assert.Equal(Grey.Value.Preview(picture).Pixels, loaded.Decompress(Grey.Value.Compress(picture)).Pixels);
        Assert.NotEqual(Grey.Value.Id, Narrow.Value.Id);
    }

    [Fact]
    public void A_coloured_picture_is_not_for_a_codec_of_grey_ones() =>
        Assert.Contains("coloured", Assert.Throws<InputException>(() => Grey.Value.Compress(GeneratedPictures.Of(9, 9, 3, 1))).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused(int quality) =>
        Assert.Contains("1 (small) to 100", Assert.Throws<InputException>(() => Grey.Value.Compress(GeneratedPictures.Of(9, 9, 1, 1), quality)).Message);

    [Fact]
    public void Tiles_repeat_the_last_pixel_over_an_edge_and_grey_becomes_coloured()
    {
        var picture = new Picture(3, 2, 1, [10, 20, 30, 40, 50, 60]);
        TileSet tiles = TileSet.Of(new PictureSet("one", [new("one", picture)]), 2, 3);
        Assert.Equal((2, 12), (tiles.Rows, tiles.Width));
        var tile = new float[12];
        tiles.CopyRow(1, tile);
        Assert.Equal([30, 30, 30, 30, 30, 30, 60, 60, 60, 60, 60, 60], tile);
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

    private static ImageCodec Train(PictureSet pictures, int side = 8, int? code = null) => new ImageCompression
    {
        TileSide = side,
        Code = code,
        Training = ImageCompression.DefaultTraining with { Steps = 60 },
    }.Fit(pictures);
}
