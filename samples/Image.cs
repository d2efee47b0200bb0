#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Image compression: handwritten digits as picture files of a few bytes.
//
//   dotnet run -c Release samples/Image.cs
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Sources;

// A codec for pictures like these; for photographs there is a trained one, ImageCodec.Default.
ImageCodec codec = new ImageCompression().Fit(PictureSet.From(Digits.Train));

// A digit it has never seen, to a file and back.
Picture digit = PictureSet.From(Digits.Test).Pictures[0].Picture;
byte[] file = codec.Compress(digit, quality: 60);
Picture decoded = codec.Decompress(file);
Console.WriteLine($"a digit of {digit.Width} x {digit.Height} pixels takes {file.Length} bytes, as PNG {PngSize.Of(digit)}; PSNR {PictureQuality.Psnr(digit, decoded):F1} dB");

// All digits at several qualities: whole files, headers included.
foreach (int quality in ImageCodec.MeasuredQualities)
{
    RatePoint point = codec.Measure(PictureSet.From(Digits.Test), quality);
    Console.WriteLine($"quality {quality}: {point.BitsPerPixel:F2} bits per pixel, PSNR {point.Psnr:F1} dB");
}

// Without loss, and with a part of a large file decoded alone.
byte[] exact = codec.Compress(new PictureDocument(digit), CompressionTarget.Lossless);
PictureDocument corner = codec.Decompress(CompressedPicture.Parse(exact, "a digit"), new DecompressionOptions { Region = new PictureRegion(0, 0, 4, 4) });
Console.WriteLine($"without loss it takes {exact.Length} bytes; its corner of {corner.Picture.Width} x {corner.Picture.Height} pixels is equal: {corner.Picture.Pixels.AsSpan().SequenceEqual(digit.Crop(0, 0, 4, 4).Pixels)}");

codec.Save("digits-codec.hourglass");
