#:project ../src/Hourglass.Formats/Hourglass.Formats.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/codec.lock.json

// The picture codec against JPEG and WebP, as the picture library SkiaSharp writes them, on photos it has not seen. Prints one line a seed and quality
// (bits per pixel and PSNR, means over whole files of the test photos) and by how much the same mean PSNR costs more in the other formats
// (interpolated in the logarithm of the size), then the medians. Needs photos in $HOURGLASS_DATA/photos/train and /test.
//
//   dotnet run -c Release bench/Codec.cs -- [every n-th training photo, 4] [seeds, 0,1,2] [steps, 4000] [held-back]
//
// With "held-back" every 25th training photo stands in for the test photos, to choose settings by.
using System.Globalization;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Numerics;
using Hourglass.Sources;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] qualities = [30, 40, 50], otherQualities = [2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98];
int every = args.Length > 0 ? int.Parse(args[0]) : 4;
ulong[] seeds = args.Length > 1 ? [.. args[1].Split(',').Select(ulong.Parse)] : [0, 1, 2];
int steps = args.Length > 2 ? int.Parse(args[2]) : 4000;
bool isChoosing = args.Length > 3 && args[3] == "held-back";

string photos = Path.Combine(Environment.GetEnvironmentVariable("HOURGLASS_DATA") ?? "data", "photos");
PictureSet train = Load("train", index => index % every == every - 1 && index % 25 != 0), test = isChoosing ? Load("train", index => index % 25 == 0) : Load("test", _ => true);
Console.WriteLine($"{train.Pictures.Count} photos to train on, {test.Pictures.Count} to judge by, {steps} steps, kernel {KernelWidths.Default}, {DateTime.UtcNow:yyyy-MM-dd}");
RatePoint[] jpeg = [.. otherQualities.Select(quality => OtherCodec.Jpeg.Measure(test, quality))], webP = [.. otherQualities.Select(quality => OtherCodec.WebP.Measure(test, quality))];
var results = new List<(int Quality, double Bits, double Psnr, double Jpeg, double WebP)>();
foreach (ulong seed in seeds)
{
    ImageCodec codec = new ImageCompression { Training = ImageCompression.DefaultTraining with { Seed = seed, Steps = steps } }.Fit(train);
    foreach (int quality in qualities)
    {
        RatePoint own = codec.Measure(test, quality);
        results.Add((quality, own.BitsPerPixel, own.Psnr, BitsAt(jpeg, own.Psnr), BitsAt(webP, own.Psnr)));
        Say($"seed {seed}, quality {quality}", results[^1]);
    }
}

double Median(int quality, Func<(int Quality, double Bits, double Psnr, double Jpeg, double WebP), double> of) =>
    results.Where(result => result.Quality == quality).Select(of).Order().ElementAt(seeds.Length / 2);
foreach (int quality in qualities)
    Say($"median, quality {quality}", (quality, Median(quality, r => r.Bits), Median(quality, r => r.Psnr), Median(quality, r => r.Jpeg), Median(quality, r => r.WebP)));

static void Say(string what, (int Quality, double Bits, double Psnr, double Jpeg, double WebP) r) =>
    Console.WriteLine($"{what}: {r.Bits:F3} bits per pixel at {r.Psnr:F2} dB; JPEG {r.Jpeg:F3} ({(r.Bits / r.Jpeg) - 1:+0.0 %;-0.0 %}), WebP {r.WebP:F3} ({(r.Bits / r.WebP) - 1:+0.0 %;-0.0 %})");

static double BitsAt(RatePoint[] curve, double psnr)
{
    int above = Array.FindIndex(curve, point => point.Psnr >= psnr);
    if (above <= 0) return double.NaN;
    double share = (psnr - curve[above - 1].Psnr) / (curve[above].Psnr - curve[above - 1].Psnr);
    return Math.Exp((Math.Log(curve[above - 1].BitsPerPixel) * (1 - share)) + (Math.Log(curve[above].BitsPerPixel) * share));
}

PictureSet Load(string part, Func<int, bool> isWanted)
{
    var source = new DataSource([new PictureReader()]);
    string[] files = [.. Directory.GetFiles(Path.Combine(photos, part), "*.png").Order(StringComparer.Ordinal).Where((_, index) => isWanted(index))];
    return new PictureSet(part, [.. files.SelectMany(file => PictureFiles.Load(source, DataAddress.OfFile(file)).Pictures)]);
}
