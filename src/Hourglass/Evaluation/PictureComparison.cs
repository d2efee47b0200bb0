using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>What a codec made of a picture: how small its file is, and how good what comes out of it.</summary>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="BitsPerPixel">8 times the bytes over the pixels.</param>
/// <param name="Psnr">In dB, as <see cref="PictureQuality.Psnr"/> counts it.</param>
/// <param name="MsSsim">As <see cref="MultiscaleSimilarity"/> counts it; null where the picture is too small for it.</param>
public sealed record PictureComparison(long Bytes, double BitsPerPixel, double Psnr, double? MsSsim)
{
    /// <summary>Compares a picture with what came out of a file.</summary>
    /// <param name="original">The original.</param>
    /// <param name="decoded">What came out.</param>
    /// <param name="bytes">Of the whole file.</param>
    /// <exception cref="ArgumentException">The pictures are of different shapes.</exception>
    public static PictureComparison Of(Picture original, Picture decoded, long bytes) =>
        new(bytes, RatePoint.BitsFor(original, bytes), PictureQuality.Psnr(original, decoded), MultiscaleSimilarity.Of(original, decoded));

    /// <summary>The means of several pictures; of MS-SSIM where each picture has it. The bytes are their sum.</summary>
    /// <param name="pictures">One or more.</param>
    public static PictureComparison Mean(IReadOnlyCollection<PictureComparison> pictures) => new(
        pictures.Sum(picture => picture.Bytes), pictures.Average(picture => picture.BitsPerPixel), pictures.Average(picture => picture.Psnr),
        pictures.All(picture => picture.MsSsim is not null) ? pictures.Average(picture => picture.MsSsim) : null);
}
