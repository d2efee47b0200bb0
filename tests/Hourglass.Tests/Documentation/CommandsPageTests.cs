using System.CommandLine;
using System.Text.RegularExpressions;
using Hourglass.Cli;
using Hourglass.Cli.Terminal;

namespace Hourglass.Tests.Documentation;

/// <summary>docs/commands.md and the tool name the same verbs and options.</summary>
public partial class CommandsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "commands.md"));

    [Fact]
    public void The_page_and_the_tool_have_the_same_verbs()
    {
        IEnumerable<string> onPage = Heading().Matches(Page).Select(match => match.Groups[1].Value);
        Assert.Equal(Root().Subcommands.Select(verb => verb.Name).Order(), onPage.Order());
    }

    [Fact]
    public void The_page_and_the_tool_have_the_same_options()
    {
        IEnumerable<string> inTool = Root().Subcommands.SelectMany(verb => verb.Options).Select(option => option.Name).Append("--help").Distinct();
        IEnumerable<string> onPage = OptionName().Matches(Page).Select(match => match.Value).Distinct();
        Assert.Equal(inTool.Order(), onPage.Order());
    }

    [Fact]
    public void Every_verb_shows_two_examples() => Assert.All(Root().Subcommands.OfType<Verb>(), verb => Assert.InRange(verb.Examples.Count, 2, 3));

    private static RootCommand Root() => new CommandLine(new Session(Stream.Null, TextWriter.Null, new Interruption())).Root();

    [GeneratedRegex("^### ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("(?<![a-z-])--[a-z][a-z0-9-]*")]
    private static partial Regex OptionName();
}
