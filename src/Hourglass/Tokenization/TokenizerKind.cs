namespace Hourglass.Tokenization;

/// <summary>A kind of tokenizer, by name.</summary>
/// <param name="Name">Its name, in model files and on the command line.</param>
/// <param name="Train">Trains one on texts, with at most so many tokens.</param>
/// <param name="Of">Makes one of the tokens in a model file.</param>
public sealed record TokenizerKind(string Name, Func<IEnumerable<string>, int, Tokenizer> Train, Func<IReadOnlyList<string>, Tokenizer> Of)
{
    /// <summary>All kinds, the default first.</summary>
    public static IReadOnlyList<TokenizerKind> All { get; } =
    [
        new(CharacterTokenizer.Name, CharacterTokenizer.Train, tokens => new CharacterTokenizer(tokens)),
        new(WordTokenizer.Name, WordTokenizer.Train, tokens => new WordTokenizer(tokens)),
    ];
}
