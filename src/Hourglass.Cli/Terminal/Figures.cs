using System.Globalization;
using Hourglass.Evaluation;
using Hourglass.Numerics;

namespace Hourglass.Cli.Terminal;

/// <summary>Numbers as a person reads them.</summary>
internal static class Figures
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A plural: "1 row", "1,437 rows".</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A measure, to four significant digits.</summary>
    public static string Measure(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "-";

    /// <summary>A peak signal-to-noise ratio, in a column of decibels.</summary>
    public static string Psnr(double psnr) => PictureQuality.Finite(psnr) is { } finite ? Measure(finite) : "without loss";

    /// <summary>The size of pictures: "64 pixels", "12.3 megapixels".</summary>
    public static string Pixels(long pixels) => pixels < 1_000_000 ? Count(pixels, "pixel") : $"{Measure(pixels / 1e6)} megapixels";

    public static string Percent(double share) => share.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture);

    public static string Factor(double factor) => factor.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds switch
    {
        < 1e-4 => FormattableString.Invariant($"{seconds * 1e6:0.0} us"),
        < 1e-3 => FormattableString.Invariant($"{seconds * 1e6:0} us"),
        < 1 => FormattableString.Invariant($"{seconds * 1e3:0.##} ms"),
        < 100 => FormattableString.Invariant($"{seconds:0.0} s"),
        < 6000 => FormattableString.Invariant($"{(int)seconds / 60} min {(int)seconds % 60} s"),
        _ => FormattableString.Invariant($"{(int)seconds / 3600} h {(int)seconds / 60 % 60} min"),
    };

    public static string Bytes(long bytes) => AmountOfMemory.Text(bytes);

    public static string Flops(double flops) => flops switch
    {
        < 1e6 => FormattableString.Invariant($"{flops / 1e3:0.0} KFLOP"),
        < 1e9 => FormattableString.Invariant($"{flops / 1e6:0.0} MFLOP"),
        _ => FormattableString.Invariant($"{flops / 1e9:0.00} GFLOP"),
    };

    /// <summary>What an autoencoder does, in one breath: "64 numbers -> 16, 4x fewer".</summary>
    public static string Squeeze(int width, int code) =>
        $"{Count(width, "number")} -> {Count(code)}, {(code < width ? Factor(width / (double)code) + "x fewer" : "no fewer")}";
}
