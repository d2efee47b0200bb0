#:project ../src/Hourglass.Formats/Hourglass.Formats.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/codec.lock.json

// The picture codec beside JPEG (libjpeg-turbo), WebP, JPEG 2000 (OpenJPEG) and AVIF (libaom), as Debian's tools write them: real files, every byte of them counted.
// Prints each codec's curve (a constant setting at a time: means over the photos), the differences of rates by Bjontegaard at a PSNR of 26.5 to 38.5 dB,
// lossless sizes, and thumbnails of 64 x 64 pixels.
//
//   dotnet run -c Release bench/Codec.cs -- [MODEL] [--rivals] [--photos FOLDER] [--curves FILE.json]
//
// MODEL is a codec that 'image train' made; the built-in one by default. The others' curves, which take minutes to measure, are kept in
// bench/results/codec-rivals.json; --rivals measures them again (bench/Codecs.sh; needs Debian's libjpeg-turbo-progs, webp, libopenjp2-tools, libavif-bin).
// The photos are the PNGs of $HOURGLASS_DATA/photos/test unless said otherwise; curves of others belong into another file.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hourglass;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Sources;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string photos = Option("--photos") ?? Path.Combine(Environment.GetEnvironmentVariable("HOURGLASS_DATA") ?? "data", "photos", "test");
string curves = Option("--curves") ?? Path.Combine("bench", "results", "codec-rivals.json");
string? model = args.Length > 0 && !args[0].StartsWith("--", StringComparison.Ordinal) ? args[0] : null;
NamedPicture[] pictures = Load(photos), thumbnails = [.. pictures.Select(named => named with { Picture = Thumbnail(named.Picture) })];
if (args.Contains("--rivals")) File.WriteAllText(curves, JsonSerializer.Serialize(MeasureRivals(), new JsonSerializerOptions { WriteIndented = true }) + "\n");
Rivals rivals = JsonSerializer.Deserialize<Rivals>(File.ReadAllText(curves))!;
long pixels = pictures.Sum(named => (long)named.Picture.Width * named.Picture.Height);
if (pixels != rivals.Pixels) throw new InvalidDataException($"{curves} is of other photos ({rivals.Pixels} pixels in all) than {photos} ({pixels}). Measure again with --rivals.");

var photoCurves = new Dictionary<string, RatePoint[]>(rivals.Photos);
var thumbnailCurves = new Dictionary<string, RatePoint[]>(rivals.Thumbnails);
Console.WriteLine($"{pictures.Length} photos, {pixels} pixels, {DateTime.UtcNow:yyyy-MM-dd}; others: {string.Join("; ", rivals.Tools)}, {rivals.Date}");
// All that this program knows of our codec.
int[] qualities = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70];
ImageCodec codec = model is null ? ImageCodec.Default : JobModel.Load<ImageCodec>(model, Catalog.Default);
RatePoint[] Own(NamedPicture[] of) => [.. qualities.Select(quality => Point(quality, of, picture =>
{
    byte[] file = codec.Compress(picture, quality);
    return (codec.Decompress(file), file.Length);
}))];

Console.WriteLine($"ours: {model ?? "the built-in model"}, {codec.Id:x8}");
(photoCurves["ours"], thumbnailCurves["ours"]) = (Own(pictures), Own(thumbnails));

Console.WriteLine("\ncodec      setting  bits per pixel   PSNR, dB   MS-SSIM");
foreach ((string name, RatePoint[] curve) in photoCurves)
{
    foreach (RatePoint point in curve.OrderBy(point => point.BitsPerPixel))
        Console.WriteLine($"{name,-10} {point.Quality,7}  {point.BitsPerPixel,14:F3} {point.Psnr,10:F2} {point.MsSsim,9:F4}");
}

Console.WriteLine("\nBD-rate    against JPEG  against WebP");
foreach ((string name, RatePoint[] curve) in photoCurves)
    Console.WriteLine($"{name,-10} {BjontegaardRate.Difference(curve, photoCurves["jpeg"]),12:+0.0 %;-0.0 %;0} {BjontegaardRate.Difference(curve, photoCurves["webp"]),13:+0.0 %;-0.0 %;0}");

Console.WriteLine("\nlossless   bits per pixel");
double lossless = pictures.Average(named =>
{
    byte[] file = codec.Compress(new PictureDocument(named.Picture), CompressionTarget.Lossless);
    if (!codec.Decompress(file).Pixels.AsSpan().SequenceEqual(named.Picture.Pixels)) throw new InvalidDataException($"{named.Name}: what shall be lossless is not.");
    return RatePoint.BitsFor(named.Picture, file.Length);
});
foreach ((string name, double bits) in (IEnumerable<KeyValuePair<string, double>>)[.. rivals.Lossless, new("ours", lossless)]) Console.WriteLine($"{name,-10} {bits,14:F2}");

// The photo whose size is nearest to 768 x 512, by one thread, the fastest of five.
Picture timed = pictures.MinBy(named => Math.Abs((named.Picture.Width * named.Picture.Height) - (768 * 512))).Picture;
Console.WriteLine($"\n{timed.Width} x {timed.Height}  encode, ms  decode, ms");
foreach (int quality in (int[])[30, 50, 70])
{
    byte[] file = [];
    double encoding = Fastest(() => file = codec.Compress(new PictureDocument(timed), new CompressionTarget.Quality(quality), threads: 1));
    double decoding = Fastest(() => codec.Decompress(CompressedPicture.Parse(file, "memory"), new DecompressionOptions { Threads = 1 }));
    Console.WriteLine($"quality {quality}  {encoding,10:F0}  {decoding,10:F0}");
}

Console.WriteLine("\n64 x 64    bytes   PSNR, dB");
foreach ((string name, RatePoint[] curve) in thumbnailCurves)
{
    foreach (RatePoint point in curve.OrderBy(point => point.BitsPerPixel)) Console.WriteLine($"{name,-10} {point.BitsPerPixel * 512,5:F0} {point.Psnr,10:F2}");
    Console.WriteLine($"{name,-10} {1 + BjontegaardRate.Difference(curve, thumbnailCurves["webp"]):P0} of WebP's bytes at equal PSNR");
}

Rivals MeasureRivals()
{
    string work = Directory.CreateTempSubdirectory("codecs").FullName, small = Directory.CreateDirectory(Path.Combine(work, "64x64")).FullName;
    try
    {
        foreach (NamedPicture named in thumbnails) File.WriteAllBytes(Path.Combine(small, Path.GetFileName(named.Name)), PngWriter.Encode(named.Picture));
        string large = RunCodecs(photos, Path.Combine(work, "photos")), tiny = RunCodecs(small, Path.Combine(work, "thumbnails"), "jpeg", "webp", "avif");
        RatePoint lossless = Curve(Path.Combine(large, "webp-lossless"), pictures)[0];
        if (lossless.Psnr < PictureQuality.Equal) throw new InvalidDataException("What shall be lossless is not.");
        return new Rivals(
            $"{DateTime.UtcNow:yyyy-MM-dd}", File.ReadAllLines(Path.Combine(large, "versions.txt")), pictures.Sum(named => (long)named.Picture.Width * named.Picture.Height),
            Curves(large, pictures, "jpeg", "webp", "jpeg2000", "avif"), Curves(tiny, thumbnails, "jpeg", "webp", "avif"),
            new() { ["PNG"] = pictures.Average(named => RatePoint.BitsFor(named.Picture, new FileInfo(named.Name).Length)), ["WebP"] = lossless.BitsPerPixel });
    }
    finally
    {
        Directory.Delete(work, true);
    }
}

static string RunCodecs(string from, string to, params string[] codecs)
{
    using var script = Process.Start("bench/Codecs.sh", [from, to, .. codecs]);
    script.WaitForExit();
    return script.ExitCode == 0 ? to : throw new InvalidOperationException($"bench/Codecs.sh ended with {script.ExitCode}.");
}

static Dictionary<string, RatePoint[]> Curves(string folder, NamedPicture[] originals, params string[] codecs) =>
    codecs.ToDictionary(codec => codec, codec => Curve(Path.Combine(folder, codec), originals));

static RatePoint[] Curve(string folder, NamedPicture[] originals) => [.. Directory.GetDirectories(folder).OrderBy(setting => int.Parse(Path.GetFileName(setting))).Select(setting =>
{
    // NAME.webp and, decoded, NAME.webp.png.
    Dictionary<string, NamedPicture> decoded = Load(setting).ToDictionary(named => Path.GetFileName(named.Name).Split('.')[0]);
    var files = originals.ToDictionary(original => original.Picture, original => decoded[Path.GetFileNameWithoutExtension(original.Name)]);
    return Point(int.Parse(Path.GetFileName(setting)), originals, picture => (files[picture].Picture, new FileInfo(Path.ChangeExtension(files[picture].Name, null)).Length));
})];

static RatePoint Point(int setting, NamedPicture[] originals, Func<Picture, (Picture Decoded, long Bytes)> code)
{
    var mean = PictureComparison.Mean([.. originals.Select(original =>
    {
        (Picture decoded, long bytes) = code(original.Picture);
        return PictureComparison.Of(original.Picture, decoded, bytes);
    })]);
    return new RatePoint(setting, mean.BitsPerPixel, mean.Psnr) { MsSsim = mean.MsSsim };
}

static NamedPicture[] Load(string folder)
{
    var source = new DataSource([new PictureReader()]);
    string[] files = [.. Directory.GetFiles(folder).Where(file => Path.GetExtension(file) is ".png" or ".bmp").Order(StringComparer.Ordinal)];
    return [.. files.Select(file => new NamedPicture(file, PictureFiles.Load(source, DataAddress.OfFile(file)).Pictures[0].Picture))];
}

static Picture Thumbnail(Picture picture)
{
    var form = new PictureForm { Size = (64, 64), Fit = PictureFit.Crop, Colour = PictureColour.Rgb };
    return PictureSet.From(form.Apply(DataSet.From(picture.Pixels.AsMemory(), picture.Pixels.Length, rowShape: [picture.Height, picture.Width, picture.Channels]))).Pictures[0].Picture;
}

double Fastest(Action work) => Enumerable.Range(0, 5).Min(_ =>
{
    long start = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
});

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

/// <summary>What is kept of the other codecs.</summary>
internal sealed record Rivals(
    string Date, string[] Tools, long Pixels, Dictionary<string, RatePoint[]> Photos, Dictionary<string, RatePoint[]> Thumbnails, Dictionary<string, double> Lossless);
