using System.Text.RegularExpressions;

namespace Hourglass.Tokenization;

/// <summary>
/// Words and punctuation marks as tokens, each with the space before it, if there is one: "so, it is" is " so", ",", " it", " is". A word is a run
/// of letters, digits, apostrophes and hyphens inside; an ideograph or kana is a token of its own. What was seen in training comes back
/// exactly, but for runs of spaces, which become one, and spaces at either end, which go.
/// </summary>
public sealed partial class WordTokenizer : Tokenizer
{
    /// <summary>The kind's name.</summary>
    public const string Name = "words";

    /// <summary>A tokenizer of a vocabulary.</summary>
    /// <inheritdoc/>
    public WordTokenizer(IReadOnlyList<string> tokens) : base(tokens)
    {
    }

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    protected override string UnknownText => " " + base.UnknownText;

    /// <summary>Takes the most frequent words of some texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="most">Most tokens to keep; all others become unknown.</param>
    public static WordTokenizer Train(IEnumerable<string> texts, int most) => new([.. ByFrequency(texts, Words).Take(most)]);

    /// <inheritdoc/>
    protected override IEnumerable<string> Split(string text) => Words(text);

    /// <inheritdoc/>
    protected override string Finish(string joined) => joined.StartsWith(' ') ? joined[1..] : joined;

    // Before the text stands a space, so that a word is the same token at its beginning as inside.
    private static IEnumerable<string> Words(string text) =>
        Piece().Matches(" " + text).Select(match => (match.Groups["space"].Length > 0 ? " " : "") + match.Groups["piece"].Value);

    [GeneratedRegex(@"(?<space>\s*)(?<piece>[\p{L}\p{M}\p{N}_-[\u2E80-\u9FFF\uF900-\uFAFF]]+(?:['’-][\p{L}\p{M}\p{N}_-[\u2E80-\u9FFF\uF900-\uFAFF]]+)*|[\uD800-\uDBFF][\uDC00-\uDFFF]|\S)")]
    private static partial Regex Piece();
}
