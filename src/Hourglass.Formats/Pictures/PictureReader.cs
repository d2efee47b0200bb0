using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>
/// Reads a picture file, PNG, JPEG, WebP or BMP, as a data set of one row: <c>[height, width]</c> for grey, <c>[height, width, 3]</c> otherwise,
/// bytes. Transparent pixels are laid on white; deeper colours are rounded to 8 bits; the orientation a camera noted is applied; colour profiles are not.
/// </summary>
public sealed class PictureReader : Reader
{
    /// <summary>The largest picture that is decoded, in pixels.</summary>
    public const long MostPixels = 100_000_000;

    // What a compressed file can be at most, with room to spare.
    private const int MostBytes = 1 << 30;

    /// <inheritdoc/>
    public override string Name => "PNG, JPEG, WebP, BMP";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) =>
        head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..]
        || (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8))
        || (head.StartsWith("BM"u8) && head.Length >= 18 && head[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124 && head[15] == 0);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        if (options.Part is not null || options.Label is not null || options.Ignore.Count > 0)
            throw new InputException("A picture has no parts, labels or columns.", name, options.Part ?? options.Label ?? options.Ignore[0], null, "leave out #..., --label and --ignore");
        Picture picture = Decode(Content(stream, name), name);
        return DataSet.From(
            picture.Pixels.AsMemory(), picture.Pixels.Length, rowShape: picture.Channels == 1 ? [picture.Height, picture.Width] : [picture.Height, picture.Width, 3]).WithName(name);
    }

    private static byte[] Content(Stream stream, string name)
    {
        using var memory = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            memory.Write(chunk, 0, read);
            if (memory.Length > MostBytes) throw new InputException("The picture file is too large.", name, null, $"at most {MostBytes >> 20} MB");
        }

        return memory.ToArray();
    }

    private static Picture Decode(byte[] bytes, string name)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = SKCodec.Create(data) ?? throw Damaged(name, "no picture can be made of it");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
            throw new InputException("The picture is too large.", name, $"{width} x {height} pixels", $"at most {MostPixels / 1_000_000} megapixels", "cut it into parts");
        bool isGrey = codec.Info.ColorType == SKColorType.Gray8;
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(width, height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul)))
            throw new InputException("The picture is too large.", name, $"{width} x {height} pixels", "what memory holds");
        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) throw Damaged(name, result == SKCodecResult.IncompleteInput ? "the file ends too early" : result.ToString());
        return PicturePixels.Of(bitmap, codec.EncodedOrigin);
    }

    private static InputException Damaged(string name, string found) => new("The picture is damaged.", name, found, null, "get the file again");
}
