namespace Hourglass.Tests.Documentation;

// C# on a page is a copy of lines that are compiled and run: the page names the file above the code, and this test compares.
public class DocumentedCodeTests
{
    private const string Mark = "<!-- code: ", MarkEnd = " -->", Fence = "```csharp", FenceEnd = "```";

    public static TheoryData<string> PagesWithCode =>
        [.. Repository.Pages.Where(page => Repository.ReadLines(page).Any(line => line.StartsWith(Fence, StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Code_on_a_page_is_code_that_is_tested(string page)
    {
        string[] lines = Repository.ReadLines(page);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            string mark = lines[i - 1];
            Assert.True(
                mark.StartsWith(Mark, StringComparison.Ordinal) && mark.EndsWith(MarkEnd, StringComparison.Ordinal),
                $"{page}, line {i}: the line above {Fence} says where the code stands, for instance '{Mark}samples/Mnist.cs{MarkEnd}'.");
            string file = mark[Mark.Length..^MarkEnd.Length];
            string[] code = [.. lines.Skip(i + 1).TakeWhile(line => line != FenceEnd)];
            Assert.True(Contains(Repository.ReadLines(file), code), $"{page}, line {i + 1}: these lines do not stand in {file}, one after the other.");
        }
    }

    // Code on a page is moved to the left margin; blank lines carry no indentation.
    private static bool Contains(string[] source, string[] code) =>
        Enumerable.Range(0, Math.Max(0, source.Length - code.Length + 1)).Any(start =>
        {
            string margin = source[start][..(source[start].Length - source[start].TrimStart().Length)];
            return code.Select((line, offset) => line.Length == 0 ? "" : margin + line).SequenceEqual(source.Skip(start).Take(code.Length));
        });
}
