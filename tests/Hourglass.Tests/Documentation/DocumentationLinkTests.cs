using System.Text.RegularExpressions;

namespace Hourglass.Tests.Documentation;

public partial class DocumentationLinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_somewhere(string page)
    {
        string text = string.Join('\n', Repository.ReadLines(page));
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        string[] broken =
        [
            .. from match in Link().Matches(text)
               let target = match.Groups[1].Value
               where !target.Contains("://", StringComparison.Ordinal)
               let parts = target.Split('#')
               let path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]))
               where !Path.Exists(path) || (parts.Length > 1 && !Headings(path).Contains(parts[1]))
               select target,
        ];
        Assert.Empty(broken);
    }

    [Fact]
    public void The_readme_stays_short() => Assert.InRange(Repository.ReadLines("README.md").Length, 1, 200);

    // As the usual hosts make them: lower case, spaces to hyphens, punctuation left out.
    private static IEnumerable<string> Headings(string path) =>
        from line in File.ReadAllLines(path)
        where line.StartsWith('#')
        select NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\s-]")]
    private static partial Regex NotInAnchor();
}
