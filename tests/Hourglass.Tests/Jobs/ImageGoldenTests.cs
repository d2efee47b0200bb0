using System.Security.Cryptography;
using Hourglass.Data;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;

namespace Hourglass.Tests.Jobs;

/// <summary>
/// Files of the built-in codec that must decode to the same pixels for ever, on every machine. Made by <c>hourglass image compress</c> from the pictures of
/// <see cref="Draw"/> (Golden/README.md).
/// </summary>
public class ImageGoldenTests
{
    /// <summary>The file; its picture: columns, lines, channels, whether with opacity; quality, or 0 with the largest error instead; SHA-256 of its pixels, then of its opacity, as decoded.</summary>
    public static TheoryData<string, int, int, int, bool, int, int, string> Files => new()
    {
        { "colour", 96, 70, 3, false, 40, 0, "753a5c2a4b07d1cd14ab0a06920ae4f86466b51c6b260915b5fdbac71be92f50" },
        { "grey", 33, 17, 1, false, 70, 0, "d83789eb51f9e995d2b01bdda84362159b025f32125b22cd517952f0a239a7fc" },
        { "opacity", 40, 40, 3, true, 50, 0, "07c96a46e163313f0cdc94f8f94c06479050f52a93f3325a315af5d09f5050c0" },
        { "lossless", 31, 29, 3, false, 0, 0, "322c868b90461e4eb70ede8c64990b238d871690d21cb37f72a7ab4334e70d23" },
        { "max-error", 64, 48, 3, false, 0, 2, "4922844efcf24f741e28b47a43d8c05434c03775c99d7580c88312bcc30507f3" },
    };

    [Theory, MemberData(nameof(Files))]
    public void A_golden_file_decodes_to_the_pixels_it_always_had(string name, int width, int height, int channels, bool hasAlpha, int quality, int maxError, string hash)
    {
        var file = CompressedPicture.Parse(Bytes(name), name);
        Assert.Null(file.Damage);
        Assert.Equal(new CompressedHeader(ImageCodec.Default.Id, width, height, channels, hasAlpha, quality == 0, file.Header.Step), file.Header);
        foreach (int threads in new[] { 1, 4 })
        {
            PictureDocument decoded = ImageCodec.Default.Decompress(file, new DecompressionOptions { Threads = threads });
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData([.. decoded.Picture.Pixels, .. decoded.Alpha ?? []])));
            if (quality == 0) Assert.True(LargestError(Draw(width, height, channels, hasAlpha).Picture, decoded.Picture) <= maxError);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Its_picture_compressed_again_gives_its_bytes(string name, int width, int height, int channels, bool hasAlpha, int quality, int maxError, string hash)
    {
        _ = hash;
        CompressionTarget target = quality > 0 ? new CompressionTarget.Quality(quality) : new CompressionTarget.MaxError(maxError);
        foreach (int threads in new[] { 1, 4 }) Assert.Equal(Bytes(name), ImageCodec.Default.Compress(Draw(width, height, channels, hasAlpha), target, threads));
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", $"format-2-{name}.hgi"));

    private static int LargestError(Picture one, Picture other) => one.Pixels.Zip(other.Pixels, (a, b) => Math.Abs(a - b)).Max();

    // A gradient, a disc, a bar and a little noise, in whole numbers alone, so that every machine draws the same; opacity fades from the left, but for a clear corner.
    private static PictureDocument Draw(int width, int height, int channels, bool hasAlpha)
    {
        var pixels = new byte[width * height * channels];
        uint noise = 1;
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width, right = x - (width / 2), down = y - (height / 3);
            int value = 40 + (120 * x / width) + (30 * (c + 1) * y / height);
            if ((right * right) + (down * down) < width * height / 16) value = 200 - (60 * c);
            if (x % 29 is >= 20 and < 23) value = (value + (90 * c)) / 2;
            noise = (noise * 1664525) + 1013904223;
            pixels[i] = (byte)Math.Clamp(value + (int)(noise >> 29) - 4, 0, 255);
        }

        byte[]? alpha = hasAlpha ? [.. Enumerable.Range(0, width * height).Select(i => (byte)(i % width < 8 && i / width < 8 ? 0 : Math.Min(255, 100 + (8 * (i % width)))))] : null;
        return new PictureDocument(new Picture(width, height, channels, pixels), alpha);
    }
}
