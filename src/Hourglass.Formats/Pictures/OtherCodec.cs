using Hourglass.Data;
using Hourglass.Evaluation;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>A well-known lossy format, as the honest rival of a codec of ours.</summary>
public sealed class OtherCodec
{
    private readonly SKEncodedImageFormat _format;

    private OtherCodec(string name, SKEncodedImageFormat format) => (Name, _format) = (name, format);

    /// <summary>JPEG, as libjpeg-turbo writes it: 4:2:0, standard tables.</summary>
    public static OtherCodec Jpeg { get; } = new("JPEG", SKEncodedImageFormat.Jpeg);

    /// <summary>WebP, as libwebp writes it.</summary>
    public static OtherCodec WebP { get; } = new("WebP", SKEncodedImageFormat.Webp);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The bytes of a file.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public byte[] Compress(Picture picture, int quality)
    {
        using SKBitmap bitmap = PicturePixels.ToBitmap(picture);
        using SKData encoded = bitmap.Encode(_format, quality);
        return encoded.ToArray();
    }

    /// <summary>The picture of a file, in the channels of the original.</summary>
    /// <param name="file">What <see cref="Compress"/> gave.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    public static Picture Decompress(byte[] file, int channels)
    {
        using SKBitmap decoded = SKBitmap.Decode(file);
        using SKBitmap bitmap = decoded.Copy(channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888);
        return PicturePixels.Of(bitmap);
    }

    /// <summary>The smallest file that is at least as good as some PSNR; null when none is.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="psnr">In dB.</param>
    public (int Bytes, double Psnr)? AtLeast(Picture picture, double psnr)
    {
        (int Bytes, double Psnr)? found = null;
        (int low, int high) = (1, 100);
        while (low <= high)
        {
            int quality = (low + high) / 2;
            byte[] file = Compress(picture, quality);
            double reached = PictureQuality.Psnr(picture, Decompress(file, picture.Channels));
            if (reached >= psnr) (found, high) = ((file.Length, reached), quality - 1);
            else low = quality + 1;
        }

        return found;
    }

    /// <summary>The file whose size is nearest to some bytes.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="bytes">1 or more.</param>
    public byte[] Nearest(Picture picture, long bytes)
    {
        byte[]? nearest = null;
        (int low, int high) = (1, 100);
        while (low <= high)
        {
            int quality = (low + high) / 2;
            byte[] file = Compress(picture, quality);
            if (nearest is null || Math.Abs(file.Length - bytes) < Math.Abs(nearest.Length - bytes)) nearest = file;
            if (file.Length < bytes) low = quality + 1;
            else high = quality - 1;
        }

        return nearest!;
    }

    /// <summary>Means over some pictures at a quality: bits per pixel and PSNR.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="quality">1 to 100.</param>
    public RatePoint Measure(PictureSet pictures, int quality) => RatePoint.Of(pictures, quality, picture => Compress(picture, quality), Decompress);
}
