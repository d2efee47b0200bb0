namespace Hourglass.Errors;

/// <summary>
/// The one family of errors a user can meet. Its message says what went wrong, where, the value found,
/// the rule it broke and the remedy, each on a line of its own and at most eight lines in all.
/// </summary>
public abstract class HourglassException : Exception
{
    /// <summary>Composes the message from its parts; absent parts leave no line.</summary>
    /// <param name="what">One sentence: what could not be done.</param>
    /// <param name="where">File, line, column, layer or option concerned.</param>
    /// <param name="found">The value found there.</param>
    /// <param name="rule">The rule it breaks.</param>
    /// <param name="remedy">What to type or change.</param>
    /// <param name="cause">The underlying error, if any.</param>
    protected HourglassException(
        string what, string? where = null, string? found = null, string? rule = null, string? remedy = null, Exception? cause = null)
        : base(Compose(what, where, found, rule, remedy), cause)
    {
        (What, Where) = (what, where);
        (Found, Rule, Remedy) = (found, rule, remedy);
    }

    /// <summary>What could not be done, as one sentence.</summary>
    public string What { get; }

    /// <summary>File, line, column, layer or option concerned, or null.</summary>
    public string? Where { get; }

    /// <summary>The value found, or null.</summary>
    public string? Found { get; }

    /// <summary>The rule it breaks, or null.</summary>
    public string? Rule { get; }

    /// <summary>What to do about it, or null.</summary>
    public string? Remedy { get; }

    private static string Compose(string what, string? where, string? found, string? rule, string? remedy)
    {
        var lines = new List<string> { what };
        if (where is not null) lines.Add($"  where:  {where}");
        if (found is not null) lines.Add($"  found:  {found}");
        if (rule is not null) lines.Add($"  rule:   {rule}");
        if (remedy is not null) lines.Add($"  remedy: {remedy}");
        return string.Join(Environment.NewLine, lines.Select(OnOneLine));
    }

    // A message may quote a file; what it quotes neither adds lines nor moves a terminal's cursor.
    private static string OnOneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
