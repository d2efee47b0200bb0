using System.Text.RegularExpressions;

namespace Hourglass.Tests.Documentation;

// Pages may name only verbs and options that docs/commands.md has, which a test of the tool compares with its help.
public partial class DocumentedCommandTests
{
    private const string Commands = "docs/commands.md";

    public static TheoryData<string> OtherPages => [.. Repository.Pages.Where(page => page is not (Commands or "CHANGELOG.md"))];

    [Theory]
    [MemberData(nameof(OtherPages))]
    public void Every_verb_and_option_on_a_page_exists(string page)
    {
        string commands = string.Join('\n', Repository.ReadLines(Commands));
        string[] unknown =
        [
            .. from line in Repository.ReadLines(page)
               where !OtherTool().IsMatch(line)
               from match in Verb().Matches(line).Concat(Option().Matches(line))
               let word = match.Groups[1].Value
               where !Regex.IsMatch(commands, $@"(?<![\w-]){word}(?![\w-])")
               select $"{word} in: {line}",
        ];
        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"\bhourglass ([a-z][a-z-]*)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"(?<![\w-])(--[a-z][a-z0-9-]*)")]
    private static partial Regex Option();

    // Options of dotnet and others; what follows a lone "--" there are the tool's, seen in their own lines.
    [GeneratedRegex(@"\b(dotnet|git|unzip) ")]
    private static partial Regex OtherTool();
}
