using System.Text;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Numerics;
using Hourglass.Tests.Contracts;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Formats;

public sealed class PictureDocumentReaderTests
{
    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void Blocks_are_those_that_ExifTool_finds(string ending)
    {
        PictureMetadata metadata = Read(Golden(ending)).Document.Metadata!;
        Assert.Equal(Golden("icc"), metadata.IccProfile.ToArray());
        byte[] exif = Golden(ending + ".exif");
        string xmp = Encoding.UTF8.GetString(Golden(ending + ".xmp"));
        if (ending != "png")
        {
            // The picture is turned by a quarter: now upright, of 8 x 12 pixels instead of 12 x 8.
            exif = Replace(exif, [0x12, 1, 3, 0, 1, 0, 0, 0, 6], [0x12, 1, 3, 0, 1, 0, 0, 0, 1]);
            exif = Replace(exif, [2, 0xA0, 3, 0, 1, 0, 0, 0, 12, 0, 0, 0, 3, 0xA0, 3, 0, 1, 0, 0, 0, 8], [2, 0xA0, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 3, 0xA0, 3, 0, 1, 0, 0, 0, 12]);
            Assert.Contains("<tiff:Orientation>6<", xmp);
            xmp = xmp.Replace("<tiff:Orientation>6<", "<tiff:Orientation>1<");
        }

        Assert.Equal(exif, metadata.Exif.ToArray());
        Assert.Equal(xmp, Encoding.UTF8.GetString(metadata.Xmp.Span));
    }

    [Fact]
    public void Pixels_are_upright_and_their_numbers_those_of_the_file_whatever_the_profile()
    {
        Picture png = Read(Golden("png")).Document.Picture, jpeg = Read(Golden("jpg")).Document.Picture, webp = Read(Golden("webp")).Document.Picture;
        Assert.Equal((12, 8, 8, 12), (png.Width, png.Height, jpeg.Width, jpeg.Height));
        for (int i = 0; i < png.Pixels.Length; i++)
        {
            (int x, int y, int c) = (i / 3 % 12, i / 36, i % 3);
            Assert.Equal(c switch { 0 => 20 * x, 1 => 30 * y, _ => 7 * (x + y) }, png.Pixels[i]);
            Assert.InRange(jpeg.Pixels[(((x * 8) + 7 - y) * 3) + c], png.Pixels[i] - 9, png.Pixels[i] + 9);
        }

        Assert.Equal(jpeg.Pixels, webp.Pixels);
        byte[] file = Golden("jpg");
        int profile = file.AsSpan().IndexOf("ICC_PROFILE"u8) - 4;
        PictureDocument without = Read([.. file[..profile], .. file[(profile + 2 + (file[profile + 2] << 8) + file[profile + 3])..]]).Document;
        Assert.True(without.Metadata!.IccProfile.IsEmpty);
        Assert.Equal(without.Picture.Pixels, jpeg.Pixels);
    }

    // EXIF 2.32, table of tag 0x0112: what of the upright picture the stored first line and first column are.
    [Theory]
    [InlineData(1, 3, "123456")]
    [InlineData(2, 3, "321654")]
    [InlineData(3, 3, "654321")]
    [InlineData(4, 3, "456123")]
    [InlineData(5, 2, "142536")]
    [InlineData(6, 2, "415263")]
    [InlineData(7, 2, "635241")]
    [InlineData(8, 2, "362514")]
    public void Every_orientation_is_undone_and_EXIF_says_so(byte orientation, int width, string upright)
    {
        byte[] little = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] big = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        foreach (byte[] exif in new[] { little, big })
        {
            PictureDocument document = Read(new MadePng(3, 2, 8, 4, [1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16]).ToFile(after: MadePng.Chunk("eXIf", exif))).Document;
            Assert.Equal((width, 6 / width, upright), (document.Picture.Width, document.Picture.Height, string.Concat(document.Picture.Pixels)));
            Assert.Equal(document.Picture.Pixels.Select(value => (byte)(value + 10)), document.Alpha!);
            byte[] kept = document.Metadata!.Exif.ToArray();
            Assert.Equal(1, kept[exif == little ? 18 : 19]);
            kept[exif == little ? 18 : 19] = orientation;
            Assert.Equal(exif, kept);
        }
    }

    [Theory]
    [InlineData(0, 1), InlineData(0, 2), InlineData(0, 4), InlineData(0, 8), InlineData(0, 16), InlineData(2, 8), InlineData(2, 16)]
    [InlineData(3, 1), InlineData(3, 2), InlineData(3, 4), InlineData(3, 8), InlineData(4, 8), InlineData(4, 16), InlineData(6, 8), InlineData(6, 16)]
    public void A_png_of_any_kind_keeps_its_numbers(int colour, int depth)
    {
        var random = new RandomStream((ulong)((colour * 100) + depth), "png");
        foreach ((int width, int height) in new[] { (1, 1), (5, 3), (13, 17), (33, 9) })
        {
            MadePng made = MadePng.Random(width, height, depth, colour, random);
            byte[] palette = [.. Enumerable.Range(0, 3 << Math.Min(depth, 8)).Select(_ => (byte)random.NextInt(256))];
            byte[] before = colour == 3 ? MadePng.Chunk("PLTE", palette) : [];
            byte[] Numbers(int skip, int take) => [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Range(skip, take).Select(c => (byte)Math.Round(made.Numbers[(i * made.Samples) + c] * 255.0 / ((1 << depth) - 1))))];
            byte[] expected = colour == 3 ? [.. made.Numbers.SelectMany(number => palette[(3 * number)..((3 * number) + 3)])] : Numbers(0, colour is 0 or 4 ? 1 : 3);
            foreach (bool isInterlaced in new[] { false, true })
            {
                (PictureDocument document, IReadOnlyList<string> notes) = Read(made.ToFile(isInterlaced, before));
                Assert.Equal((width, height, colour is 0 or 4 ? 1 : 3), (document.Picture.Width, document.Picture.Height, document.Picture.Channels));
                Assert.Equal(expected, document.Picture.Pixels);
                Assert.Equal(depth == 16 ? ["16 bits a sample are read as 8"] : [], notes);
                if (colour < 4) Assert.Null(document.Alpha);
                else Assert.Equal(Numbers(made.Samples - 1, 1), document.Alpha ?? [.. Enumerable.Repeat((byte)255, width * height)]);
            }
        }
    }

    [Fact]
    public void One_colour_of_a_png_may_be_transparent()
    {
        byte[] Alpha(MadePng made, byte[] transparent, byte[]? palette = null) =>
            Read(made.ToFile(before: [.. palette is null ? [] : MadePng.Chunk("PLTE", palette), .. MadePng.Chunk("tRNS", transparent)])).Document.Alpha!;
        Assert.Equal([255, 0, 255], Alpha(new MadePng(3, 1, 2, 0, [0, 2, 3]), [0, 2]));
        Assert.Equal([255, 0, 255], Alpha(new MadePng(3, 1, 16, 0, [513, 512, 2]), [2, 0]));
        Assert.Equal([0, 255], Alpha(new MadePng(2, 1, 8, 2, [1, 2, 3, 1, 2, 4]), [0, 1, 0, 2, 0, 3]));
        Assert.Equal([7, 255, 200], Alpha(new MadePng(3, 1, 8, 3, [0, 2, 1]), [7, 200], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void Opacity_is_kept_apart_from_colours()
    {
        PictureDocument document = Read(OddPictures.TransparentPng(200, 10, 0, 51)).Document;
        Assert.Equal([200, 10, 0], document.Picture.Pixels[..3]);
        Assert.All(document.Alpha!, alpha => Assert.Equal(51, alpha));
        Assert.Null(Read(OddPictures.TransparentPng(200, 10, 0, 255)).Document.Alpha);
        Assert.Null(Read(OddPictures.TransparentPng(200, 10, 0, 255)).Document.Metadata);
    }

    [Fact]
    public void What_is_not_kept_is_said()
    {
        Picture picture = GeneratedPictures.Of(8, 8, 3, 1), other = GeneratedPictures.Of(8, 8, 3, 2);
        Assert.Contains("only the first of 2 pictures is read", Read(OddPictures.Film(picture, other)).Notes);
        Assert.Contains("only the first of 3 pictures is read", Read(OddPictures.Gif([1, 2, 3], [4, 5, 6], [7, 8, 9])).Notes);
        Assert.Contains("cyan, magenta, yellow and black are read as red, green and blue", Read(OddPictures.CmykJpeg(255, 128, 255, 255)).Notes);
        Assert.Contains("not kept: text \"Make\"", Read(Golden("png")).Notes);
        byte[] gif = OddPictures.Gif([1, 2, 3]);
        Assert.Equal(["not kept: XMP text"], Read([.. gif[..^1], 0x21, 0xFF, 11, .. "XMP DataXMP"u8, 1, 60, 0, 0x3B]).Notes);
        Assert.Empty(Read(gif).Notes);
        MadePng made = new(1, 1, 8, 0, [7]);
        Assert.Contains("only the first of 9 pictures is read", Read(made.ToFile(before: MadePng.Chunk("acTL", [0, 0, 0, 9, 0, 0, 0, 0]))).Notes);
        byte[] jpeg = OtherCodec.Jpeg.Compress(picture, 90);
        Assert.Contains("not kept: APP13 Photoshop 3.0, comment (2 times)", Read([.. jpeg[..2], 0xFF, 0xFE, 0, 3, 65, 0xFF, 0xED, 0, 17, .. "Photoshop 3.0\0"u8, 0, 0xFF, 0xFE, 0, 3, 66, .. jpeg[2..]]).Notes);
        Assert.Empty(Read(jpeg).Notes);
    }

    [Fact]
    public void Damaged_metadata_is_a_note_and_the_pixels_are_read()
    {
        MadePng made = new(1, 1, 8, 0, [7]);
        byte[] spoiled = MadePng.Chunk("eXIf", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0]);
        spoiled[^1] ^= 1;
        (byte[] Chunk, string Note)[] cases =
        [
            (spoiled, "the chunk eXIf is damaged or too long, and not kept"),
            (MadePng.Chunk("eXIf", [.. "II*\0"u8, 255, 255, 255, 255]), "the Exif is damaged and not kept"),
            (MadePng.Chunk("eXIf", [.. "II*\0"u8, 8, 0, 0, 0, 255, 255]), "the Exif is damaged and not kept"),
            (MadePng.Chunk("iCCP", [65, 0, 0, 1, 2, 3]), "the colour profile is damaged and not kept"),
            (MadePng.Chunk("iCCP", [65, 0, 0, .. MadePng.Packed(Golden("icc")[..300])]), "the colour profile is damaged and not kept"),
            (MadePng.Chunk("iCCP", [65, 0, 0, .. MadePng.Packed(new byte[FoundMetadata.MostBytes + 1])]), "the colour profile is damaged and not kept"),
            (MadePng.Chunk("iTXt", [.. "XML:com.adobe.xmp\0"u8, 0, 0]), "the XMP text is damaged and not kept"),
        ];
        foreach ((byte[] chunk, string note) in cases)
        {
            (PictureDocument document, IReadOnlyList<string> notes) = Read(made.ToFile(before: chunk));
            Assert.Equal([7], document.Picture.Pixels);
            Assert.Null(document.Metadata);
            Assert.Equal([note], notes);
        }

        byte[] cmyk = Golden("icc");
        "CMYK"u8.CopyTo(cmyk.AsSpan(16));
        (PictureDocument read, IReadOnlyList<string> said) = Read(made.ToFile(before: MadePng.Chunk("iCCP", [65, 0, 0, .. MadePng.Packed(cmyk)])));
        Assert.Null(read.Metadata);
        Assert.Contains("it is for CMYK", Assert.Single(said));
        Assert.Contains("behind its pixels", Assert.Single(Read(made.ToFile()[..^5]).Notes));
    }

    [Fact]
    public void A_long_profile_comes_in_parts_in_any_order()
    {
        byte[] jpeg = OtherCodec.Jpeg.Compress(GeneratedPictures.Of(8, 8, 3, 1), 90), profile = Golden("icc");
        byte[] Part(byte number, byte[] part) => [0xFF, 0xE2, (byte)((part.Length + 16) >> 8), (byte)(part.Length + 16), .. "ICC_PROFILE\0"u8, number, 2, .. part];
        Assert.Equal(profile, Read([.. jpeg[..2], .. Part(2, profile[400..]), .. Part(1, profile[..400]), .. jpeg[2..]]).Document.Metadata!.IccProfile.ToArray());
        (PictureDocument document, IReadOnlyList<string> notes) = Read([.. jpeg[..2], .. Part(2, profile[400..]), .. jpeg[2..]]);
        Assert.Null(document.Metadata);
        Assert.Equal("the colour profile is damaged and not kept: 1 of its 2 parts are there", Assert.Single(notes));
    }

    [Fact]
    public void What_is_no_picture_or_too_large_or_damaged_is_refused()
    {
        byte[] png = new MadePng(8, 8, 8, 0, [.. Enumerable.Range(0, 64)]).ToFile();
        foreach ((byte[] file, string reason) in new[]
        {
            ("hello"u8.ToArray(), "68656C6C6F"), ([], "an empty file"), (png[..^30], "ends too early"), (OddPictures.Resized(png, 100_000, 100_000), "ends too early"),
            (OddPictures.Resized(png, 9, 8), "cannot be unpacked"), (OddPictures.Resized(png, 0, 8), "0 x 8"), ([.. png[..60], (byte)(png[60] ^ 1), .. png[61..]], "damaged"),
        })
            Assert.Contains(reason, Assert.Throws<InputException>(() => Read(file)).Message);
        byte[] gif = OddPictures.Gif([9, 99, 200]);
        (gif[6], gif[7], gif[8], gif[9]) = (255, 255, 255, 255);
        Assert.Contains("65535 x 65535", Assert.Throws<InputException>(() => Read(gif)).Message);
        Assert.Contains("no such file", Assert.Throws<InputException>(() => PictureDocumentReader.Read("/nowhere/picture.png")).Message);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void A_cut_file_is_refused_or_says_so_or_has_lost_nothing(string ending)
    {
        byte[] whole = Golden(ending), pixels = Read(whole).Document.Picture.Pixels;
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                (PictureDocument document, IReadOnlyList<string> notes) = Read(whole[..length]);
                if (notes.SequenceEqual(Read(whole).Notes)) Assert.Equal(pixels, document.Picture.Pixels);
            }
            catch (InputException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("interlaced")]
    public void Damage_ends_in_an_error_or_a_picture(string kind)
    {
        byte[] whole = kind switch
        {
            "gif" => OddPictures.Gif([1, 2, 3], [4, 5, 6]),
            "interlaced" => new MadePng(9, 9, 2, 3, [.. Enumerable.Range(0, 81).Select(i => i % 4)]).ToFile(true, [.. MadePng.Chunk("PLTE", [.. "ABCDEFGHIJKL"u8]), .. MadePng.Chunk("tRNS", [7, 8])]),
            _ => Golden(kind),
        };
        byte[] pixels = Read(whole).Document.Picture.Pixels;
        for (ulong seed = 0; seed < 500; seed++)
        {
            byte[] damaged = Mutation.Of(whole, new RandomStream(seed, kind));
            try
            {
                Picture picture = Read(damaged).Document.Picture;
                Assert.Equal(picture.Width * picture.Height * picture.Channels, picture.Pixels.Length);

                // Checksums of PNG let no wrong pixel pass.
                if (kind is "png" or "interlaced") Assert.Equal(pixels, picture.Pixels);
            }
            catch (InputException)
            {
                // As it should be.
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }
    }

    private static byte[] Golden(string ending) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "picture_files." + ending));

    private static (PictureDocument Document, IReadOnlyList<string> Notes) Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return PictureDocumentReader.Read(stream, "picture");
    }

    private static byte[] Replace(byte[] bytes, byte[] from, byte[] to)
    {
        int place = bytes.AsSpan().IndexOf(from);
        Assert.InRange(place, 0, bytes.Length);
        return [.. bytes[..place], .. to, .. bytes[(place + from.Length)..]];
    }
}
