using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>A point of a codec's rate-distortion curve: one setting, means over pictures.</summary>
/// <param name="Quality">The setting.</param>
/// <param name="BitsPerPixel">8 times the bytes of a whole file over the pixels of its picture.</param>
/// <param name="Psnr">In dB, as <see cref="PictureQuality.Psnr"/> counts it.</param>
public sealed record RatePoint(int Quality, double BitsPerPixel, double Psnr)
{
    /// <summary>As <see cref="MultiscaleSimilarity"/> counts it; null (default) where it was not measured, or a picture is too small for it.</summary>
    public double? MsSsim { get; init; }

    /// <summary>Measures a codec on whole files.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="quality">The setting.</param>
    /// <param name="compress">Makes a file of a picture.</param>
    /// <param name="decompress">Makes a picture of a file, given the original's channels.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static RatePoint Of(
        PictureSet pictures, int quality, Func<Picture, byte[]> compress, Func<byte[], int, Picture> decompress, CancellationToken cancellationToken = default)
    {
        double bits = 0, psnr = 0;
        foreach (NamedPicture named in pictures.Pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] file = compress(named.Picture);
            bits += BitsFor(named.Picture, file.Length);
            psnr += PictureQuality.Psnr(named.Picture, decompress(file, named.Picture.Channels));
        }

        return new RatePoint(quality, bits / pictures.Pictures.Count, psnr / pictures.Pictures.Count);
    }

    /// <summary>Bits per pixel of a picture in a file of some bytes.</summary>
    public static double BitsFor(Picture picture, long bytes) => 8.0 * bytes / ((long)picture.Width * picture.Height);
}
