#:project ../src/Hourglass.Formats/Hourglass.Formats.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/large-picture.lock.json

// Reads or writes one large picture file and says how long that took and the most memory that the process held.
//
//   dotnet run -c Release bench/LargePicture.cs write FILE WIDTH HEIGHT    (PNG, JPEG or WebP by the ending; a gradient with noise)
//   dotnet run -c Release bench/LargePicture.cs read FILE
using System.Diagnostics;
using System.Globalization;
using Hourglass.Data;
using Hourglass.Formats.Pictures;

PictureDocument document = args[0] == "write" ? new(Draw(int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture))) : new(new Picture(0, 0, 1, []));
long before = Stopwatch.GetTimestamp();
if (args[0] == "write") PictureDocumentWriter.Write(args[1], document);
else document = PictureDocumentReader.Read(args[1]).Document;
TimeSpan took = Stopwatch.GetElapsedTime(before);
Picture picture = document.Picture;
Console.WriteLine(FormattableString.Invariant(
    $"{args[0]} {Path.GetExtension(args[1])[1..]}: {picture.Width} x {picture.Height} pixels, {picture.Pixels.Length / 1e6:0} MB; file {new FileInfo(args[1]).Length / 1e6:0} MB; {took.TotalSeconds:0.0} s; most memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));

static Picture Draw(int width, int height)
{
    var pixels = new byte[width * height * 3];
    uint noise = 1;
    for (int y = 0, i = 0; y < height; y++)
    {
        for (int x = 0; x < width; x++)
        {
            noise = (noise * 1664525) + 1013904223;
            for (int c = 0; c < 3; c++, i++) pixels[i] = (byte)((((x * (c + 1)) + (y * 2)) >> 5) + (noise >> (24 + c) & 7));
        }
    }

    return new Picture(width, height, 3, pixels);
}
