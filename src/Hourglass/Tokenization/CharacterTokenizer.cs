namespace Hourglass.Tokenization;

/// <summary>
/// Characters as tokens: Unicode scalar values, so that a pair of surrogates is one token. What was seen in training comes back exactly.
/// </summary>
public sealed class CharacterTokenizer : Tokenizer
{
    /// <summary>The kind's name.</summary>
    public const string Name = "characters";

    /// <summary>A tokenizer of a vocabulary.</summary>
    /// <inheritdoc/>
    public CharacterTokenizer(IReadOnlyList<string> tokens) : base(tokens)
    {
    }

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <summary>Takes the most frequent characters of some texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="most">Most tokens to keep; all others become unknown.</param>
    public static CharacterTokenizer Train(IEnumerable<string> texts, int most) => new([.. ByFrequency(texts, Characters).Take(most)]);

    /// <inheritdoc/>
    protected override IEnumerable<string> Split(string text) => Characters(text);

    private static IEnumerable<string> Characters(string text) => text.EnumerateRunes().Select(rune => rune.ToString());
}
