using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Numerics;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Formats;

public sealed class PictureDocumentWriterTests
{
    private static readonly byte[] Exif = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 77];
    private static readonly byte[] Xmp = [.. "<x:xmpmeta xmlns:x='adobe:ns:meta/'>Größe</x:xmpmeta>"u8];

    [Theory]
    [InlineData(".png", 1)]
    [InlineData(".png", 3)]
    [InlineData(".webp", 3)]
    public void Without_loss_everything_comes_back(string ending, int channels)
    {
        foreach ((int width, int height) in new[] { (1, 1), (31, 17), (3, 200), (300, 2) })
        {
            Picture picture = GeneratedPictures.Of(width, height, channels, 1);
            byte[] alpha = [.. Enumerable.Range(0, width * height).Select(i => (byte)(1 + (13 * i % 255)))];
            foreach (PictureDocument document in new PictureDocument[] { new(picture), new(picture, alpha), new(picture, null, Metadata(580)), new(picture, alpha, Metadata(70_001)) })
            {
                (PictureDocument again, IReadOnlyList<string> notes) = Again(document, ending);
                Assert.Empty(notes);
                Assert.Equal((width, height, channels), (again.Picture.Width, again.Picture.Height, again.Picture.Channels));
                Assert.Equal(picture.Pixels, again.Picture.Pixels);
                Assert.Equal(document.Alpha, again.Alpha);
                AssertEqual(document.Metadata, again.Metadata);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Png_is_understood_by_another_library_and_the_other_way_round(int channels)
    {
        Picture picture = GeneratedPictures.Of(97, 61, channels, 4);
        using var file = new MemoryStream();
        PictureDocumentWriter.Write(file, new(picture), ".png");
        file.Position = 0;
        Assert.Equal(picture.Pixels, new PictureReader().Decode(file, "picture", new PictureForm()).Pixels);
        Assert.Equal(picture.Pixels, PictureDocumentReader.Read(new MemoryStream(PngWriter.Encode(picture)), "picture").Document.Picture.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Jpeg_keeps_metadata_and_comes_near_to_the_pixels(int channels)
    {
        var document = new PictureDocument(GeneratedPictures.Of(61, 43, channels, 2), null, Metadata(150_001));
        (PictureDocument again, IReadOnlyList<string> notes) = Again(document, ".JPG");
        Assert.Empty(notes);
        AssertEqual(document.Metadata, again.Metadata);
        Assert.Equal(channels, again.Picture.Channels);
        Assert.InRange(PictureQuality.Psnr(document.Picture, again.Picture), 36, 60);
    }

    [Fact]
    public void WebP_has_no_grey_but_the_same_pixels()
    {
        Picture grey = GeneratedPictures.Of(9, 7, 1, 3);
        Assert.Equal(grey.Pixels.SelectMany(value => new[] { value, value, value }), Again(new(grey), ".webp").Document.Picture.Pixels);
    }

    [Fact]
    public void Jpeg_lays_transparent_pixels_on_white_and_says_so()
    {
        (PictureDocument again, IReadOnlyList<string> notes) = Again(new(new Picture(16, 16, 3, new byte[768]), [.. Enumerable.Repeat((byte)51, 256)]), ".jpeg");
        Assert.Contains("white", Assert.Single(notes));
        Assert.All(again.Picture.Pixels, value => Assert.InRange(value, 203, 205));
    }

    [Fact]
    public void WebP_says_that_colours_nobody_sees_are_lost_and_png_keeps_them()
    {
        var document = new PictureDocument(new Picture(2, 1, 3, [1, 2, 3, 4, 5, 6]), [0, 9]);
        (PictureDocument webp, IReadOnlyList<string> notes) = Again(document, ".webp");
        Assert.Contains("fully transparent", Assert.Single(notes));
        Assert.Equal([4, 5, 6], webp.Picture.Pixels[3..]);
        Assert.Equal(document.Picture.Pixels, Again(document, ".png").Document.Picture.Pixels);
    }

    [Fact]
    public void What_a_format_cannot_hold_is_said()
    {
        var metadata = new PictureMetadata((byte[])[.. Exif, .. new byte[66_000]], Profile(17_000_000), (byte[])[.. Xmp, .. new byte[66_000]]);
        (PictureDocument again, IReadOnlyList<string> notes) = Again(new(new Picture(1, 1, 1, [9]), null, metadata), ".jpg");
        Assert.Equal(3, notes.Count);
        foreach (string part in new[] { "EXIF block: 66027 bytes, at most 65527", "XMP text", "colour profile: 17000000 bytes" }) Assert.Contains(notes, note => note.Contains(part));
        Assert.Null(again.Metadata);
        var wide = new PictureDocument(new Picture(70_000, 1, 1, new byte[70_000]));
        Assert.Equal(70_000, Again(wide, ".png").Document.Picture.Width);
        Assert.Contains("at most 65500", Assert.Throws<InputException>(() => Again(wide, ".jpg")).Message);
        Assert.Contains("at most 16383", Assert.Throws<InputException>(() => Again(wide, ".webp")).Message);
        Assert.Contains(".jpeg", Assert.Throws<InputException>(() => PictureDocumentWriter.Write("picture.tiff", wide)).Message);
        Assert.Contains("one a pixel: 70000", Assert.Throws<InputException>(() => Again(wide with { Alpha = [1] }, ".png")).Message);
    }

    private static PictureMetadata Metadata(int profile) => new(Exif, Profile(profile), Xmp);

    // A profile by its header, noise behind it.
    private static byte[] Profile(int length)
    {
        var random = new RandomStream((ulong)length, "profile");
        byte[] profile = [.. Enumerable.Range(0, length).Select(_ => (byte)random.NextInt(256))];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(profile, length);
        "RGB "u8.CopyTo(profile.AsSpan(16));
        "acsp"u8.CopyTo(profile.AsSpan(36));
        return profile;
    }

    private static void AssertEqual(PictureMetadata? expected, PictureMetadata? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected?.Exif.ToArray(), actual?.Exif.ToArray());
        Assert.Equal(expected?.IccProfile.ToArray(), actual?.IccProfile.ToArray());
        Assert.Equal(expected?.Xmp.ToArray(), actual?.Xmp.ToArray());
    }

    private static (PictureDocument Document, IReadOnlyList<string> Notes) Again(PictureDocument document, string ending)
    {
        using var file = new MemoryStream();
        IReadOnlyList<string> notes = PictureDocumentWriter.Write(file, document, ending);
        file.Position = 0;
        (PictureDocument again, IReadOnlyList<string> more) = PictureDocumentReader.Read(file, "picture");
        Assert.Empty(more);
        return (again, notes);
    }
}
