using System.Text;

namespace Hourglass.Tokenization;

/// <summary>
/// Turns text into ids and back, with a vocabulary that was trained on text. Ids 0, 1 and 2 are <see cref="Padding"/>, <see cref="End"/> and
/// <see cref="Unknown"/>; the tokens follow. Immutable and safe to use from many threads at once.
/// </summary>
public abstract class Tokenizer
{
    /// <summary>The id of what follows the end of a text.</summary>
    public const int Padding = 0;

    /// <summary>The id that ends a text.</summary>
    public const int End = 1;

    /// <summary>The id of everything that is not in the vocabulary.</summary>
    public const int Unknown = 2;

    /// <summary>The id of the first token.</summary>
    public const int FirstToken = 3;

    private const string Replacement = "\uFFFD";
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>A tokenizer of a vocabulary.</summary>
    /// <param name="tokens">The tokens in the order of their ids, each once.</param>
    /// <exception cref="FormatException">A token is empty or there twice.</exception>
    protected Tokenizer(IReadOnlyList<string> tokens)
    {
        Tokens = tokens;
        foreach (string token in tokens)
        {
            if (token.Length == 0 || !_ids.TryAdd(token, _ids.Count + FirstToken)) throw new FormatException($"The token '{token}' is empty, or in the vocabulary twice.");
        }
    }

    /// <summary>Its kind: <c>characters</c> or <c>words</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The tokens in the order of their ids, from <see cref="FirstToken"/>.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Number of ids, the three special ones counted.</summary>
    public int Vocabulary => Tokens.Count + FirstToken;

    /// <summary>The ids of a text, without its end.</summary>
    /// <param name="text">Any text; a surrogate that is not one of a pair counts as U+FFFD.</param>
    public int[] Encode(string text) => [.. Split(WellFormed(text)).Select(token => _ids.GetValueOrDefault(token, Unknown))];

    /// <summary>The text of some ids, up to the first end or padding; an unknown token shows as U+FFFD.</summary>
    /// <param name="ids">Ids below <see cref="Vocabulary"/>.</param>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (int id in ids)
        {
            if (id is End or Padding) break;
            text.Append(id >= FirstToken && id < Vocabulary ? Tokens[id - FirstToken] : UnknownText);
        }

        return Finish(text.ToString());
    }

    /// <summary>Divides a text into tokens, whether they are in a vocabulary or not.</summary>
    protected abstract IEnumerable<string> Split(string text);

    /// <summary>What shows an unknown token.</summary>
    protected virtual string UnknownText => Replacement;

    /// <summary>Makes a text of joined tokens.</summary>
    protected virtual string Finish(string joined) => joined;

    /// <summary>The tokens of some texts, the most frequent first; equally frequent ones in the order of their code points.</summary>
    protected static IEnumerable<string> ByFrequency(IEnumerable<string> texts, Func<string, IEnumerable<string>> split) => texts
        .SelectMany(text => split(WellFormed(text))).CountBy(token => token, StringComparer.Ordinal)
        .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Select(count => count.Key);

    private static string WellFormed(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())) : text;
}
