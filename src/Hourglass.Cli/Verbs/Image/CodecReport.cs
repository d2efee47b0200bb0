using Hourglass.Baselines;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Verbs.Image;

/// <summary>What a report shows of a codec: its rate-distortion curve beside JPEG's and WebP's, and pictures at several qualities.</summary>
internal static class CodecReport
{
    private const int MostPictures = 40, Shown = 4, Side = 160;
    private static readonly int[] Qualities = [10, 20, 30, 40, 50, 60, 70, 80], OtherQualities = [5, 10, 20, 30, 50, 70, 80, 90];

    /// <summary>So many pictures, evenly chosen, that measuring them takes a moment only.</summary>
    public static PictureSet Some(PictureSet pictures)
    {
        int every = (pictures.Pictures.Count + MostPictures - 1) / MostPictures;
        return pictures with { Pictures = [.. pictures.Pictures.Where((_, index) => index % every == 0)] };
    }

    public static IEnumerable<ReportSection> Sections(ImageCodec codec, PictureSet pictures, CancellationToken abort)
    {
        RatePoint[] own = [.. Qualities.Select(quality => codec.Measure(pictures, quality, abort))];
        RatePoint[][] others = [.. new[] { OtherCodec.Jpeg, OtherCodec.WebP }.Select(other => OtherQualities.Select(quality => other.Measure(pictures, quality)).ToArray())];
        yield return new LineSection(
            "Size and quality", "bits per pixel", "PSNR in dB", [LineOf("this codec", own), LineOf(OtherCodec.Jpeg.Name, others[0]), LineOf(OtherCodec.WebP.Name, others[1])]);
        double png = pictures.Pictures.Average(picture => RatePoint.BitsFor(picture.Picture, PngSize.Of(picture.Picture)));
        yield return new TableSection($"Means over {Figures.Count(pictures.Pictures.Count, "picture")}; as PNG {Figures.Measure(png)} bits per pixel", ["codec, quality", "bits per pixel", "PSNR in dB"],
        [
            .. own.Select(point => Row("this codec", point)), .. others[0].Select(point => Row(OtherCodec.Jpeg.Name, point)), .. others[1].Select(point => Row(OtherCodec.WebP.Name, point)),
        ]);
        yield return new PictureSection("Pictures and what is left of them", [.. Pictures(codec, pictures)]);
    }

    private static IEnumerable<(string, IReadOnlyList<Picture>)> Pictures(ImageCodec codec, PictureSet pictures)
    {
        Picture[] shown = [.. pictures.Pictures.Take(Shown).Select(picture => Middle(picture.Picture))];
        yield return ("original", shown);
        foreach (int quality in ImageCodec.MeasuredQualities.Reverse())
            yield return ($"quality {quality}", [.. shown.Select(picture => codec.Decompress(codec.Compress(picture, quality)))]);
    }

    private static Picture Middle(Picture picture) => picture.Crop(Math.Max(0, (picture.Width - Side) / 2), Math.Max(0, (picture.Height - Side) / 2), Side, Side);

    private static ReportLine LineOf(string name, RatePoint[] points) => new(name, [.. points.Select(point => (point.BitsPerPixel, point.Psnr))]);

    private static string[] Row(string name, RatePoint point) => [$"{name}, {point.Quality}", Figures.Measure(point.BitsPerPixel), Figures.Psnr(point.Psnr)];
}
