using System.CommandLine;
using System.Globalization;

namespace Hourglass.Cli.Options;

/// <summary><c>--seed</c>.</summary>
internal static class SeedOption
{
    public static Option<ulong> Make()
    {
        Option<ulong> option = OptionOf.WithDefault(
            OptionOf.Value("--seed", "Everything random follows from it.", "a whole number of 0 or more", "1",
                text => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed), seed)),
            0UL);
        option.HelpName = "N";
        return option;
    }
}
