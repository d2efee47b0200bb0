using System.CommandLine;

namespace Hourglass.Cli.Options;

/// <summary>Amounts of memory as they are typed: 512MiB, 1GiB, 2GB, or plain bytes.</summary>
internal static class ByteCount
{
    private static readonly (string Ending, double Bytes)[] Units =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("", 1)];

    public static Option<long?> Option(string name, string description, string example)
    {
        Option<long?> option = OptionOf.Value(name, description, "an amount of memory above 0: 512MiB, 1GiB, 2GB, or plain bytes", example, Parse);
        option.HelpName = "SIZE";
        return option;
    }

    private static (bool Fits, long? Value) Parse(string text)
    {
        (string ending, double unit) = Units.First(unit => text.EndsWith(unit.Ending, StringComparison.OrdinalIgnoreCase));
        (bool fits, double value) = Interval.AboveZero.Parse(text[..^ending.Length].TrimEnd());
        return fits && value * unit is >= 1 and < long.MaxValue / 2.0 ? (true, (long)(value * unit)) : (false, null);
    }
}
