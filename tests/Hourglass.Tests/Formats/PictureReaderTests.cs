using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Formats;

public sealed class PictureReaderTests : IDisposable
{
    private static readonly IReadOnlyList<Reader> Readers = [.. Catalog.Default.Readers, new PictureReader()];
    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, new[] { 9, 14 })]
    [InlineData(3, new[] { 9, 14, 3 })]
    public void A_png_is_read_pixel_for_pixel(int channels, int[] shape)
    {
        Picture picture = GeneratedPictures.Of(14, 9, channels, 1);
        DataSet data = Read(PngWriter.Encode(picture));
        Assert.Equal(shape, data.RowShape);
        Assert.Equal(picture.Pixels, PictureSet.From(data).Pictures[0].Picture.Pixels);
    }

    [Fact]
    public void Jpeg_WebP_and_bmp_are_told_by_content()
    {
        Picture picture = GeneratedPictures.Of(32, 24, 3, 2);
        foreach (byte[] file in new[] { OtherCodec.Jpeg.Compress(picture, 95), OtherCodec.WebP.Compress(picture, 95), Bmp() })
            Assert.Equal(3, Read(file).RowShape[^1]);
        Assert.Equal([255, 0, 0, 0, 0, 255], PictureSet.From(Read(Bmp())).Pictures[0].Picture.Pixels);
    }

    [Fact]
    public void A_cut_or_damaged_picture_is_refused_at_every_length()
    {
        Picture picture = GeneratedPictures.Of(20, 15, 3, 3);
        foreach (byte[] file in new[] { PngWriter.Encode(picture), OtherCodec.Jpeg.Compress(picture, 80), OtherCodec.WebP.Compress(picture, 80), OddPictures.Gif([9, 99, 200]) })
            for (int length = 12; length < file.Length - 20; length += 13)
                Assert.Throws<InputException>(() => Read(file[..length]));
    }

    [Theory]
    [InlineData("hello", "68656C6C6F", "The format of the file is not known. (the first bytes 68656C6C6F)")]
    [InlineData("", "an empty file", "The file is empty. (0 bytes, or no file but a pipe)")]
    public void What_is_no_picture_is_called_that_whatever_its_name(string content, string found, string reason)
    {
        string path = Path.Combine(_folder, "broken.png");
        File.WriteAllText(path, content);
        string message = Assert.Throws<InputException>(() => PictureFiles.Load(new DataSource(Readers), DataAddress.OfFile(path))).Message;
        foreach (string part in new[] { "This is no picture", found, "WebP", "save it" }) Assert.Contains(part, message);
        File.WriteAllBytes(Path.Combine(_folder, "good.png"), PngWriter.Encode(GeneratedPictures.Of(8, 8, 1, 1)));
        Assert.Equal([(path, reason)], PictureFiles.Load(new DataSource(Readers), DataAddress.Parse(_folder)).LeftOut);
    }

    [Fact]
    public void A_picture_larger_than_memory_is_refused_by_its_header()
    {
        byte[] png = PngWriter.Encode(GeneratedPictures.Of(8, 8, 1, 3));
        Assert.Contains("131080 x 131080", Assert.Throws<InputException>(() => Read(OddPictures.Resized(png, 131080, 131080))).Message);
        Assert.Contains("10001 x 10000", Assert.Throws<InputException>(() => Read(OddPictures.Resized(png, 10001, 10000))).Message);
        byte[] gif = OddPictures.Gif([9, 99, 200]);
        (gif[6], gif[7], gif[8], gif[9]) = (255, 255, 255, 255);
        Assert.Contains("65535 x 65535", Assert.Throws<InputException>(() => Read(gif)).Message);
    }

    [Theory]
    [InlineData(255, 200, 10, 0)]
    [InlineData(0, 255, 255, 255)]
    [InlineData(51, 244, 206, 204)]
    public void Transparent_pixels_are_laid_on_white(byte opacity, byte red, byte green, byte blue) =>
        Assert.Equal([red, green, blue], PictureSet.From(Read(OddPictures.TransparentPng(200, 10, 0, opacity))).Pictures[0].Picture.Pixels[..3]);

    [Fact]
    public void A_picture_without_a_pixel_is_refused()
    {
        Picture picture = GeneratedPictures.Of(8, 8, 3, 3);
        byte[] jpeg = OtherCodec.Jpeg.Compress(picture, 80), bmp = Bmp();
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        jpeg[frame + 5] = jpeg[frame + 6] = bmp[18] = 0;
        foreach (byte[] file in new[] { OddPictures.Resized(PngWriter.Encode(picture), 0, 8), OddPictures.Resized(PngWriter.Encode(picture), 8, 0), jpeg, bmp })
            Assert.Contains("The picture is damaged", Assert.Throws<InputException>(() => Read(file)).Message);
    }

    [Fact]
    public void A_picture_of_one_pixel_is_read_in_every_format()
    {
        Picture pixel = new(1, 1, 3, [9, 99, 200]);
        foreach (byte[] file in new[] { PngWriter.Encode(pixel), OtherCodec.Jpeg.Compress(pixel, 100), OtherCodec.WebP.Compress(pixel, 100) })
        {
            DataSet data = Read(file);
            Assert.Equal([1, 1, 3], data.RowShape);
            Assert.All(PictureSet.From(data).Pictures[0].Picture.Pixels.Zip(pixel.Pixels), pair => Assert.InRange(pair.First, pair.Second - 3, pair.Second + 3));
        }
    }

    [Fact]
    public void Lines_of_a_bmp_go_up_or_down()
    {
        byte[] Two(byte height) =>
        [
            .. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, height, .. height < 128 ? new byte[3] : [255, 255, 255], 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, .. new byte[16],
            0, 0, 255, 0, 255, 0, 0, 0,
        ];
        Assert.Equal([0, 0, 255, 255, 0, 0], PictureSet.From(Read(Two(2))).Pictures[0].Picture.Pixels);
        Assert.Equal([255, 0, 0, 0, 0, 255], PictureSet.From(Read(Two(254))).Pictures[0].Picture.Pixels);
    }

    [Fact]
    public void A_camera_held_upright_gives_an_upright_picture()
    {
        byte[] jpeg = OtherCodec.Jpeg.Compress(GeneratedPictures.Of(32, 16, 3, 4), 90);
        // An APP1 segment with one EXIF entry: orientation 6, turn by a quarter to the right.
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        Picture plain = PictureSet.From(Read(jpeg)).Pictures[0].Picture, turned = PictureSet.From(Read([.. jpeg[..2], .. exif, .. jpeg[2..]])).Pictures[0].Picture;
        Assert.Equal((16, 32), (turned.Width, turned.Height));
        Assert.Equal(plain.Pixels[..3], turned.Pixels[(15 * 3)..(16 * 3)]);
    }

    [Fact]
    public void A_folder_gives_its_pictures_and_says_what_it_left_out()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), PngWriter.Encode(GeneratedPictures.Of(10, 8, 3, 1)));
        File.WriteAllBytes(Path.Combine(_folder, "below", "b#1.png"), PngWriter.Encode(GeneratedPictures.Of(5, 6, 1, 1)));
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "no picture");
        File.WriteAllBytes(Path.Combine(_folder, "empty.png"), []);
        PictureSet pictures = PictureFiles.Load(new DataSource(Readers), DataAddress.Parse(_folder));
        Assert.Equal((2, 3, 110), (pictures.Pictures.Count, pictures.Channels, pictures.Pixels));
        Assert.Equal(["empty.png", "notes.txt"], pictures.LeftOut.Select(left => Path.GetFileName(left.Name)));
        File.Delete(Path.Combine(_folder, "a.png"));
        File.Delete(Path.Combine(_folder, "below", "b#1.png"));
        Assert.Contains("no picture", Assert.Throws<InputException>(() => PictureFiles.Load(new DataSource(Readers), DataAddress.Parse(_folder))).Message);
    }

    [Fact]
    public void Digits_become_pictures_from_black_to_white()
    {
        PictureSet digits = PictureSet.From(Digits.Test);
        Assert.Equal((360, 1), (digits.Pictures.Count, digits.Channels));
        Assert.Equal(255, digits.Pictures.Max(named => named.Picture.Pixels.Max()));
        Assert.Throws<InputException>(() => PictureSet.From(DataSet.From(new float[,] { { 1, 2 } })));
        Assert.Throws<InputException>(() => PictureSet.From(DataSet.From(new float[,] { { 1, -2 } }).WithRowShape(1, 2)));
        Assert.Throws<InputException>(() => PictureSet.From(DataSet.From(new float[,] { { 1, float.NaN } }).WithRowShape(1, 2)));
    }

    private DataSet Read(byte[] file)
    {
        string path = Path.Combine(_folder, "picture");
        File.WriteAllBytes(path, file);
        DataSet data = DataFile.Read(path, Readers);
        File.Delete(path);
        return data;
    }

    // A red and a blue pixel, 24 bits, written by hand.
    private static byte[] Bmp() =>
    [
        .. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, .. new byte[16],
        0, 0, 255, 255, 0, 0, 0, 0,
    ];
}
