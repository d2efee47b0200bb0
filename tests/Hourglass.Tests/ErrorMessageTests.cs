using Hourglass.Errors;

namespace Hourglass.Tests;

public class ErrorMessageTests
{
    [Fact]
    public void An_error_says_what_where_found_rule_and_remedy()
    {
        var error = new InputException("A value is not a number.", "a.csv, line 3, column 'age'", "\"x\"", "numbers only", "remove the row");
        Assert.Equal(
            ["A value is not a number.", "  where:  a.csv, line 3, column 'age'", "  found:  \"x\"", "  rule:   numbers only", "  remedy: remove the row"],
            error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void What_a_message_quotes_from_a_file_adds_no_lines() =>
        Assert.Equal("A \"quoted cell\" is bad.", new InputException("A \"quoted\ncell\" is bad.").Message);
}
