using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>
/// Reads PNG, JPEG, WebP, GIF and BMP. Transparent pixels are laid on white; deeper colours are rounded to 8 bits; of a film the first picture is taken;
/// the orientation a camera noted is applied; colour profiles are not.
/// </summary>
public sealed class PictureReader : PictureFileReader
{
    /// <summary>The largest picture that is decoded, in pixels; JPEG and WebP count as they are decoded, reduced to what is needed.</summary>
    public const long MostPixels = 100_000_000;

    // What a compressed file can be at most, with room to spare.
    private const int MostBytes = 1 << 30;

    // Above so many pixels one picture is decoded at a time, so that several large ones together do not fill the memory.
    private const long ManyPixels = 16_000_000;

    private static readonly Lock Large = new();

    /// <inheritdoc/>
    public override string Name => "PNG, JPEG, WebP, GIF, BMP";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) =>
        head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..]
        || head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)
        || (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8))
        || (head.StartsWith("BM"u8) && head.Length >= 18 && head[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124 && head[15] == 0);

    /// <inheritdoc/>
    public override PictureHeader ReadHeader(Stream stream, string name)
    {
        // Of a file that can be read anywhere, no more is read than its header.
        using SKData? data = stream.CanSeek ? null : SKData.CreateCopy(Content(stream, name));
        using SKCodec codec = (data is null ? SKCodec.Create(stream) : SKCodec.Create(data)) ?? throw Damaged(name, "no picture can be made of it");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        return codec.EncodedOrigin >= SKEncodedOrigin.LeftTop ? new(height, width, IsGrey(codec)) : new(width, height, IsGrey(codec));
    }

    /// <inheritdoc/>
    public override Picture Decode(Stream stream, string name, PictureForm form)
    {
        using SKData data = SKData.CreateCopy(Content(stream, name));
        using SKCodec codec = SKCodec.Create(data) ?? throw Damaged(name, "no picture can be made of it");
        SKSizeI size = SizeFor(codec, form);
        if ((long)size.Width * size.Height > MostPixels)
            throw new InputException("The picture is too large.", name, $"{codec.Info.Width} x {codec.Info.Height} pixels", $"at most {MostPixels / 1_000_000} megapixels", "cut it into parts");
        if ((long)codec.Info.Width * codec.Info.Height < ManyPixels) return Decode(codec, size, name);
        lock (Large) return Decode(codec, size, name);
    }

    private static Picture Decode(SKCodec codec, SKSizeI size, string name)
    {
        using var bitmap = new SKBitmap();
        SKImageInfo info = IsGrey(codec) ? new(size.Width, size.Height, SKColorType.Gray8, SKAlphaType.Opaque) : new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (!bitmap.TryAllocPixels(info)) throw new InputException("The picture is too large.", name, $"{size.Width} x {size.Height} pixels", "what memory holds");
        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) throw Damaged(name, result == SKCodecResult.IncompleteInput ? "the file ends too early" : "its data cannot be decoded");
        return PicturePixels.Of(bitmap, codec.EncodedOrigin);
    }

    // In eighths, which is what JPEG can be reduced to; formats that cannot be reduced answer with their own size.
    private static SKSizeI SizeFor(SKCodec codec, PictureForm form)
    {
        (int width, int height) = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
        return form.EighthsOf(width, height) is < 8 and var eighths ? codec.GetScaledDimensions(eighths / 8f) : codec.Info.Size;
    }

    private static bool IsGrey(SKCodec codec) => codec.Info.ColorType == SKColorType.Gray8;

    /// <summary>Everything from where a stream is, in memory.</summary>
    internal static byte[] Content(Stream stream, string name)
    {
        if (stream.CanSeek && stream.Length <= MostBytes)
        {
            var whole = new byte[stream.Length - stream.Position];
            stream.ReadExactly(whole);
            return whole;
        }

        using var memory = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            memory.Write(chunk, 0, read);
            if (memory.Length > MostBytes) throw new InputException("The picture file is too large.", name, null, $"at most {MostBytes >> 20} MB");
        }

        return memory.ToArray();
    }

    private static InputException Damaged(string name, string found) => new("The picture is damaged.", name, found, null, "get the file again");
}
