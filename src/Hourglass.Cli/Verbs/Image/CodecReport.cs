using Hourglass.Baselines;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Verbs.Image;

/// <summary>A codec beside WebP and JPEG on some pictures: curves of size and quality, by how much its files are smaller, and pictures at several qualities.</summary>
internal sealed class CodecReport
{
    private const int MostPictures = 40, Shown = 4, Side = 160;
    private const long MostPixels = 8_000_000;
    private static readonly int[] OtherQualities = [5, 10, 20, 30, 50, 70, 80, 90, 96];
    private readonly ImageCodec _codec;
    private readonly PictureSet _pictures;
    private readonly RatePoint[] _own;
    private readonly (OtherCodec Codec, RatePoint[] Curve)[] _others;

    /// <summary>Measures.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="pictures">Pictures it was not trained on.</param>
    /// <param name="abort">Ends it.</param>
    public CodecReport(ImageCodec codec, PictureSet pictures, CancellationToken abort)
    {
        (_codec, _pictures) = (codec, pictures);
        _own = [.. ImageCodec.MeasuredQualities.Select(quality => codec.Measure(pictures, quality, abort))];
        _others = [.. new[] { OtherCodec.WebP, OtherCodec.Jpeg }.Select(other => (other, OtherQualities.Select(quality => other.Measure(pictures, quality)).ToArray()))];
    }

    /// <summary>By how much files are smaller than those of others at equal PSNR: Bjontegaard differences over the PSNR that both reach, as fractions.</summary>
    public IReadOnlyList<Measure> Measures =>
        [.. _others.Select(other => new Measure($"bdRate{other.Codec.Name[0]}{other.Codec.Name[1..].ToLowerInvariant()}", $"size against {other.Codec.Name} at equal PSNR, as a share", Difference(other.Curve)))];

    /// <summary>The same in plain words.</summary>
    public string Sentence => "At equal PSNR its files are " + string.Join(" and ", _others.Select(other => Difference(other.Curve) is { } difference
        ? FormattableString.Invariant($"{Math.Abs(difference):0.0 %} {(difference < 0 ? "smaller" : "larger")} than {other.Codec.Name}'s")
        : $"not comparable with {other.Codec.Name}'s")) + ".";

    /// <summary>So many pictures, evenly chosen, that measuring them takes a moment only.</summary>
    public static PictureSet Some(PictureSet pictures)
    {
        int every = (int)Math.Max((pictures.Pictures.Count + MostPictures - 1) / MostPictures, Math.Min(pictures.Pictures.Count, (pictures.Pixels + MostPixels - 1) / MostPixels));
        return pictures with { Pictures = [.. pictures.Pictures.Where((_, index) => index % every == 0)] };
    }

    public IEnumerable<ReportSection> Sections()
    {
        yield return new LineSection("Size and quality", "bits per pixel", "PSNR in dB", [LineOf("this codec", _own), .. _others.Select(other => LineOf(other.Codec.Name, other.Curve))]);
        double png = _pictures.Pictures.Average(picture => RatePoint.BitsFor(picture.Picture, PngSize.Of(picture.Picture)));
        yield return new TableSection($"Means over {Figures.Count(_pictures.Pictures.Count, "picture")}; as PNG {Figures.Measure(png)} bits per pixel", ["codec, quality", "bits per pixel", "PSNR in dB"],
            [.. _own.Select(point => Row("this codec", point)), .. _others.SelectMany(other => other.Curve.Select(point => Row(other.Codec.Name, point)))]);
        yield return new PictureSection("Pictures and what is left of them", [.. Pictures()]);
    }

    private double? Difference(RatePoint[] other) => BjontegaardRate.Difference(_own, other, 0, PictureQuality.Equal);

    private IEnumerable<(string, IReadOnlyList<Picture>)> Pictures()
    {
        Picture[] shown = [.. _pictures.Pictures.Take(Shown).Select(picture => Middle(picture.Picture))];
        yield return ("original", shown);
        foreach (int quality in ImageCodec.MeasuredQualities.Reverse())
            yield return ($"quality {quality}", [.. shown.Select(picture => _codec.Decompress(_codec.Compress(picture, quality)))]);
    }

    private static Picture Middle(Picture picture) => picture.Crop(Math.Max(0, (picture.Width - Side) / 2), Math.Max(0, (picture.Height - Side) / 2), Side, Side);

    private static ReportLine LineOf(string name, RatePoint[] points) => new(name, [.. points.Select(point => (point.BitsPerPixel, point.Psnr))]);

    private static string[] Row(string name, RatePoint point) => [$"{name}, {point.Quality}", Figures.Measure(point.BitsPerPixel), Figures.Psnr(point.Psnr)];
}
