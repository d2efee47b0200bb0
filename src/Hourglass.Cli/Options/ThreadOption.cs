using System.CommandLine;
using Hourglass.Numerics;

namespace Hourglass.Cli.Options;

/// <summary><c>--threads</c>.</summary>
internal static class ThreadOption
{
    public static Option<int> Make() => new("--threads")
    {
        Description = "Threads to use, the machine's by default; the result is the same bit for bit for any number.",
        HelpName = "N",
        CustomParser = OptionOf.Whole("--threads", "", 1, ThreadTeam.OfMachine, ThreadTeam.MostThreads).CustomParser,
        DefaultValueFactory = _ => ThreadTeam.OfMachine,
    };
}
