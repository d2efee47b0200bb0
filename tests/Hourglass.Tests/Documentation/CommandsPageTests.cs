using System.CommandLine;
using Hourglass.Cli;
using Hourglass.Cli.Terminal;

namespace Hourglass.Tests.Documentation;

/// <summary>docs/commands.md says of every verb what the tool's own help says.</summary>
public class CommandsPageTests
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "commands.md");

    [Fact]
    public void The_page_says_what_the_tool_takes()
    {
        string page = File.ReadAllText(Path), verbs = CommandsPage.Render(Root());
        int begin = page.IndexOf(CommandsPage.Begin, StringComparison.Ordinal) + CommandsPage.Begin.Length, end = page.IndexOf(CommandsPage.End, StringComparison.Ordinal);
        string expected = $"{page[..begin]}\n\n{verbs}{page[end..]}";
        if (Environment.GetEnvironmentVariable("HOURGLASS_UPDATE_PAGES") == "1") File.WriteAllText(Path, expected);
        Assert.Equal(expected, File.ReadAllText(Path));
    }

    [Fact]
    public void Every_verb_shows_two_examples() => Assert.All(CommandsPage.Verbs(Root()), verb => Assert.InRange(verb.Examples.Count, 2, 3));

    [Fact]
    public void Every_example_is_a_command_line_that_the_tool_takes() => Assert.All(
        CommandsPage.Verbs(Root()).SelectMany(verb => verb.Examples), example => Assert.Empty(Root().Parse(example["hourglass ".Length..]).Errors));

    [Fact]
    public void An_option_that_takes_a_value_says_which_in_words() => Assert.All(
        CommandsPage.Verbs(Root()).SelectMany(verb => verb.Options).Where(option => option.ValueType != typeof(bool)),
        option => Assert.False(string.IsNullOrEmpty(option.HelpName), $"{option.Name} shows its own name as its value"));

    private static RootCommand Root() => new CommandLine(new Session(Stream.Null, TextWriter.Null, new Interruption())).Root();
}
