#:project ../src/Hourglass.Formats/Hourglass.Formats.csproj
#:property PublishAot=false
#:property NuGetLockFilePath=../artifacts/make-pictures.lock.json

// Writes pictures made by a rule, coloured PNG files of one size: a gradient, a disc and a bar over it, a little noise. 1,000 to a folder.
//
//   dotnet run -c Release bench/MakePictures.cs FOLDER COUNT SIDE
using System.Globalization;
using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Numerics;

(string folder, int count, int side) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
Parallel.For(0, count, i =>
{
    string own = Path.Combine(folder, FormattableString.Invariant($"{i / 1000:000}"));
    Directory.CreateDirectory(own);
    File.WriteAllBytes(Path.Combine(own, FormattableString.Invariant($"{i % 1000:000}.png")), PngWriter.Encode(Draw(i)));
});

Picture Draw(int number)
{
    var random = new RandomStream((ulong)number, "picture");
    double[] Colour() => [.. Enumerable.Range(0, 3).Select(_ => 255 * random.NextDouble())];
    (double[] corner, double[] right, double[] low, double[] disc, double[] bar) = (Colour(), Colour(), Colour(), Colour(), Colour());
    (double x0, double y0, double radius, int left) = (random.NextDouble() * side, random.NextDouble() * side, side * (0.1 + (0.2 * random.NextDouble())), random.NextInt(side));
    var pixels = new byte[side * side * 3];
    for (int i = 0; i < pixels.Length; i++)
    {
        (int x, int y, int c) = (i / 3 % side, i / 3 / side, i % 3);
        (double across, double down) = (x / (double)side, y / (double)side);
        double value = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0)) < radius * radius ? disc[c]
            : x >= left && x < left + (side / 8) ? bar[c]
            : (corner[c] * (1 - across)) + (across * ((right[c] * (1 - down)) + (low[c] * down)));
        pixels[i] = (byte)Math.Clamp(value + (random.NextInt(5) - 2), 0, 255);
    }

    return new Picture(side, side, 3, pixels);
}
