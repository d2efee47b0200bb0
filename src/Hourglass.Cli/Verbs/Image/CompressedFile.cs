using System.Text.Json.Nodes;
using Hourglass.Baselines;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;

namespace Hourglass.Cli.Verbs.Image;

/// <summary>A file that was written, and what its picture takes in other formats.</summary>
/// <param name="Input">The original.</param>
/// <param name="Output">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="BitsPerPixel">The same for each pixel.</param>
/// <param name="Psnr">How good what comes out is, in dB.</param>
/// <param name="Others">Bytes as PNG, and as the smallest JPEG that is as good, where there is one; null where it was not measured.</param>
internal sealed record CompressedFile(string Input, string Output, long Bytes, double BitsPerPixel, double Psnr, (long Png, (int Bytes, double Psnr)? Jpeg)? Others)
{
    // Of larger pictures the other formats would take longer than the work itself.
    private const long MostComparedPixels = 16_000_000;

    public static IReadOnlyList<string> Columns { get; } = ["picture", "bytes", "bits per pixel", "PSNR in dB", "PNG", "JPEG at that PSNR"];

    public IReadOnlyList<string> Row =>
    [
        Input, Figures.Count(Bytes), Figures.Measure(BitsPerPixel), Figures.Psnr(Psnr), Others is { } others ? Figures.Count(others.Png) : "-", Others?.Jpeg is { } jpeg ? Figures.Count(jpeg.Bytes) : "-",
    ];

    /// <summary>Measures a file.</summary>
    /// <param name="input">The original's name.</param>
    /// <param name="output">The file's name.</param>
    /// <param name="original">The original. One with opacity has no JPEG to be compared with.</param>
    /// <param name="decoded">What comes out of the file.</param>
    /// <param name="bytes">The file's length.</param>
    public static CompressedFile Of(string input, string output, PictureDocument original, Picture decoded, long bytes)
    {
        Picture picture = original.Picture;
        double psnr = PictureQuality.Psnr(picture, decoded);
        bool isCompared = original.Alpha is null && (long)picture.Width * picture.Height <= MostComparedPixels;
        return new CompressedFile(
            input, output, bytes, RatePoint.BitsFor(picture, bytes), psnr, isCompared ? (PngSize.Of(picture), OtherCodec.Jpeg.AtLeast(picture, psnr)) : null);
    }

    /// <summary>In plain words: how small files are beside others.</summary>
    /// <param name="files">One or more.</param>
    /// <param name="output">Where they are.</param>
    public static string Sentence(IReadOnlyList<CompressedFile> files, string output)
    {
        long bytes = files.Sum(file => file.Bytes);
        string what = files.Count == 1 ? files[0].Input : Figures.Count(files.Count, "picture");
        string quality = PictureQuality.Finite(files.Average(file => file.Psnr)) is { } psnr ? FormattableString.Invariant($"at a PSNR of {psnr:0.0} dB") : "without loss";
        string rate = FormattableString.Invariant($"{files.Average(file => file.BitsPerPixel):0.00} bits per pixel {quality}");
        if (files.Any(file => file.Others is null)) return $"{what}: {Figures.Bytes(bytes)} in {output}, {rate}.";
        long png = files.Sum(file => file.Others!.Value.Png), jpeg = files.Sum(file => file.Others!.Value.Jpeg?.Bytes ?? 0);
        string others = files.All(file => file.Others!.Value.Jpeg is not null) ? $"JPEG takes {Figures.Bytes(jpeg)} to be as good" : "JPEG does not get as good";
        return $"{what}: {Figures.Bytes(bytes)} in {output}, {Figures.Percent((bytes / (double)png) - 1)} against PNG ({Figures.Bytes(png)}), {rate}; {others}.";
    }

    public JsonObject ToJson() => new()
    {
        ["input"] = Input,
        ["output"] = Output,
        ["bytes"] = Bytes,
        ["bitsPerPixel"] = BitsPerPixel,
        ["psnr"] = PictureQuality.Finite(Psnr),
        ["pngBytes"] = Others?.Png,
        ["jpegBytes"] = Others?.Jpeg?.Bytes,
        ["jpegPsnr"] = Others?.Jpeg is { } jpeg ? PictureQuality.Finite(jpeg.Psnr) : null,
    };
}
